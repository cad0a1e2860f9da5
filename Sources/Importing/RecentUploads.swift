package import Foundation
import Synchronization

/// Files that this process has just stored, for its own worker, which would fetch them back at once.
///
/// Copies only: the file in the database is the one that counts, and what is not here is read there.
/// Takes a file where there is room, because the worker's order is that of the uploads; a file that
/// another process imports is dropped after a while.
package final class RecentUploads: Sendable {
  private struct Entry {
    let file: [[UInt8]]
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
  package func keep(_ file: [[UInt8]], of id: UUID) {
    let now = ContinuousClock.now
    let entry = Entry(file: file, size: file.reduce(0) { $0 + $1.count }, kept: now)
    state.withLock { state in
      if state.size + entry.size > limit {
        for (id, old) in state.entries where old.kept + lifetime < now { _ = state.remove(id) }
      }
      guard state.size + entry.size <= limit else { return }
      state.entries[id] = entry
      state.size += entry.size
    }
  }

  /// The file's pieces, if they are here; then they are not any more.
  package func take(_ id: UUID) -> [[UInt8]]? { state.withLock { $0.remove(id)?.file } }
}
