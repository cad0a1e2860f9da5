import Foundation
package import Postgres
import Scheduling
import Synchronization

/// The head starts of imports: steps of a job that begin before the job does, or beside it.
///
/// An import works without them. A step is left out if the connection that it needs is not idle, and a
/// job repeats a step whose result it cannot use.
///
///     HTTP front:      POST --check--+--store the file-------commit--202
///                                    |
///     early reading:                 +--parse the rows--------------+
///                                                                   v
///     job:                                       lock--reference data--compare--COPY--commit
///                                                                   |      ^
///     read-ahead:                                                   +------+ stored days
///
/// - `RecentUploads` keeps the file in memory, so that the job does not read it back. Every file that
///   fits has this head start.
/// - `EarlyReading` parses a file of several pieces while it is stored. The HTTP front runs it on an idle
///   connection of the worker. The job uses the result only if agents, event types and time zone rules
///   are the same under its locks; otherwise the job parses the file itself.
/// - `StoredDays` reads the stored events of the file's days on a second connection. Without an early
///   reading, it begins while the job still parses the file.
package final class HeadStart: Sendable {
  /// The connections of the worker's pool that a head start leaves idle, so that another import can begin:
  /// its own, and one to count its attempt.
  static let connectionsLeft = 2

  private let recent: RecentUploads
  private let pool = Mutex<ConnectionPool?>(nil)

  /// - Parameter recentUploads: the files that it may keep.
  package init(recentUploads: RecentUploads = RecentUploads()) { recent = recentUploads }

  /// Lets early readings run on connections of the worker's pool while they are idle.
  package func use(_ workerPool: ConnectionPool) { pool.withLock { $0 = workerPool } }

  /// Keeps an upload's file for its job, and begins to read a file of several pieces.
  ///
  /// Call it before the commit of the upload: the worker may take the job right after it.
  ///
  func begin(_ upload: Upload, zone: TimeZoneRules, account: AccountName) {
    // A file of one piece is parsed before another connection could have begun.
    let isLarge = upload.size > Upload.pieceSize
    let early = pool.withLock { isLarge ? $0 : nil }.map {
      EarlyReading(of: upload, zone: zone, account: account, pool: $0)
    }
    if recent.keep(.init(pieces: upload.pieces, early: early), of: upload.id) { early?.begin() }
  }

  /// Drops an upload that was not stored.
  func cancel(_ importID: UUID) { take(importID)?.early?.cancel() }

  /// The file of an import and its early reading, if this process has them; it then forgets them.
  func take(_ importID: UUID) -> RecentUploads.Entry? { recent.take(importID) }
}
