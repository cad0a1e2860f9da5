import Foundation
package import Postgres
import Scheduling
import Synchronization

/// The head starts of imports: steps of a job that begin before the job or run beside it.
///
/// An import works without them. A step is skipped if the connection that it needs is not idle. The
/// job repeats a step if it cannot use the result.
///
///     HTTP front:      POST --check--+--store the file-------commit--202
///                                    |
///     early reading:                 +--parse the rows--------------+
///                                                                   v
///     job:                                       lock--reference data--compare--COPY--commit
///                                                                   |      ^
///     read-ahead:                                                   +------+ stored days
///
/// - `RecentUploads` keeps the file in memory, so that the job does not read it from the database.
///   Every file that fits has this head start.
/// - `EarlyReading` parses a file of several pieces while it is stored. The HTTP front runs it on
///   an idle connection of the worker. The job uses the result only if agents, event types and time
///   zone rules are unchanged under its locks. Otherwise the job parses the file itself.
/// - `StoredDays` reads the stored events of the file's days on a second connection. Without an
///   early reading, it begins while the job still parses the file.
package final class HeadStart: Sendable {
  /// The connections of the worker's pool that a head start leaves idle, so that another import can
  /// begin: one for its transaction, and one to count its attempt.
  static let connectionsLeft = 2

  private let recent: RecentUploads
  private let pool = Mutex<ConnectionPool?>(nil)

  /// - Parameter recentUploads: keeps the uploaded files.
  package init(recentUploads: RecentUploads = RecentUploads()) { recent = recentUploads }

  /// Lets early readings run on connections of the worker's pool while they are idle.
  package func use(_ workerPool: ConnectionPool) { pool.withLock { $0 = workerPool } }

  /// Keeps an upload's file for its job, and begins to read a file of several pieces.
  ///
  /// Call it before the upload commits: the worker may take the job right after the commit.
  func begin(_ upload: Upload, zone: TimeZoneRules, account: AccountName) {
    // A file of one piece is parsed before another connection could begin.
    let isLarge = upload.size > Upload.pieceSize
    let early = pool.withLock { isLarge ? $0 : nil }.map {
      EarlyReading(of: upload, zone: zone, account: account, pool: $0)
    }
    if recent.keep(.init(pieces: upload.pieces, early: early), of: upload.id) { early?.begin() }
  }

  /// Drops an upload that was not stored.
  func cancel(_ importID: UUID) { take(importID)?.early?.cancel() }

  /// Removes and returns the file of an import and its early reading, if this process has them.
  func take(_ importID: UUID) -> RecentUploads.Entry? { recent.take(importID) }
}
