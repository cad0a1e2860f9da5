package import Foundation
package import Postgres
import Scheduling
import Store
import Synchronization

/// Files that this process has just stored, for its own worker, which would fetch them back at once.
///
/// Copies only: the file in the database is the one that counts, and what is not here is read there.
/// Takes a file where there is room, because the worker's order is that of the uploads; a file that
/// another process imports is dropped after a while.
package final class RecentUploads: Sendable {
  /// A file that was kept.
  package struct Upload: Sendable {
    package let pieces: [[UInt8]]
    let early: EarlyReading?
  }

  private struct Entry {
    let upload: Upload
    let size: Int
    let kept: ContinuousClock.Instant
  }

  private struct State {
    var spare: ConnectionPool?
    var entries: [UUID: Entry] = [:]
    var size = 0

    mutating func remove(_ id: UUID) -> Entry? {
      let entry = entries.removeValue(forKey: id)
      size -= entry?.size ?? 0
      return entry
    }
  }

  private let limit: Int
  private let lifetime: Duration
  private let state = Mutex(State())

  /// - Parameters:
  ///   - limit: bytes of files at once.
  ///   - lifetime: after which a file makes room for others.
  package init(limit: Int = 8 << 20, lifetime: Duration = .seconds(10)) {
    self.limit = limit
    self.lifetime = lifetime
  }

  /// Keeps a file's pieces if they fit, those past their time making room.
  package func keep(_ pieces: [[UInt8]], of id: UUID) { keep(pieces, of: id) { _ in nil } }

  /// Keeps an upload's file, and begins to parse a large one.
  ///
  /// - Parameter account: its external id.
  func keep(_ upload: ImportRepository.Upload, zone: TimeZoneRules, account: String) {
    keep(upload.chunks, of: upload.id) { spare in
      // A smaller one is parsed before another connection could have begun.
      guard let spare, upload.size > ImportRepository.uploadedChunkSize else { return nil }
      return EarlyReading(of: upload, zone: zone, account: account, pool: spare)
    }
  }

  /// Lends the worker's pool, whose connections parse large files while nothing else needs them.
  package func lend(_ pool: ConnectionPool) { state.withLock { $0.spare = pool } }

  private func keep(
    _ pieces: [[UInt8]], of id: UUID, read: (_ spare: ConnectionPool?) -> EarlyReading?
  ) {
    let now = ContinuousClock.now
    let size = pieces.reduce(0) { $0 + $1.count }
    state.withLock { state in
      if state.size + size > limit {
        for (id, old) in state.entries where old.kept + lifetime < now { _ = state.remove(id) }
      }
      guard state.size + size <= limit else { return }
      state.entries[id] = Entry(
        upload: Upload(pieces: pieces, early: read(state.spare)), size: size, kept: now)
      state.size += size
    }
  }

  /// The file, if it is here; then it is not any more.
  package func take(_ id: UUID) -> Upload? { state.withLock { $0.remove(id)?.upload } }
}
