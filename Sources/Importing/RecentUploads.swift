package import Foundation
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
  package func keep(_ pieces: [[UInt8]], of id: UUID) { keep(pieces, of: id) { nil } }

  /// - Parameter read: begins to parse the file, once it is kept.
  func keep(_ pieces: [[UInt8]], of id: UUID, read: () -> EarlyReading?) {
    let now = ContinuousClock.now
    let size = pieces.reduce(0) { $0 + $1.count }
    state.withLock { state in
      if state.size + size > limit {
        for (id, old) in state.entries where old.kept + lifetime < now { _ = state.remove(id) }
      }
      guard state.size + size <= limit else { return }
      state.entries[id] = Entry(
        upload: Upload(pieces: pieces, early: read()), size: size, kept: now)
      state.size += size
    }
  }

  /// The file, if it is here; then it is not any more.
  package func take(_ id: UUID) -> Upload? { state.withLock { $0.remove(id)?.upload } }
}
