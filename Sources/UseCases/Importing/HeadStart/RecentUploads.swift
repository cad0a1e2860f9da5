package import Foundation
import Synchronization

/// The files that this process has just stored, by the id of their import, for the worker of the
/// same process.
///
/// These are copies: the file in the database is authoritative, and a worker without a copy reads
/// that file. If there is no room, a new file is not kept, since the worker imports in the order of
/// the uploads. A file that another process imports stays until its lifetime is over and another
/// file needs its place.
package final class RecentUploads: Sendable {
  /// A file that was kept.
  package struct Entry: Sendable {
    /// The file in pieces of `Upload.pieceSize`.
    package let pieces: [[UInt8]]
    let early: EarlyReading?

    var size: Int { pieces.reduce(0) { $0 + $1.count } }
  }

  private struct State {
    var entries: [UUID: (entry: Entry, kept: ContinuousClock.Instant)] = [:]
    /// The size of all files in bytes.
    var size = 0

    mutating func remove(_ id: UUID) -> Entry? {
      let entry = entries.removeValue(forKey: id)?.entry
      size -= entry?.size ?? 0
      return entry
    }
  }

  private let limit: Int
  private let lifetime: Duration
  private let state = Mutex(State())

  /// - Parameters:
  ///   - limit: the maximum size of all files together, in bytes.
  ///   - lifetime: the time after which a file may be dropped for another file.
  package init(limit: Int = 8 << 20, lifetime: Duration = .seconds(10)) {
    self.limit = limit
    self.lifetime = lifetime
  }

  /// Keeps a file if it fits.
  ///
  /// - Returns: whether it was kept.
  @discardableResult
  package func keep(_ pieces: [[UInt8]], of id: UUID) -> Bool {
    keep(Entry(pieces: pieces, early: nil), of: id)
  }

  func keep(_ entry: Entry, of id: UUID) -> Bool {
    let now = ContinuousClock.now
    let size = entry.size
    return state.withLock { state in
      if state.size + size > limit {
        for (id, old) in state.entries where old.kept + lifetime < now { _ = state.remove(id) }
      }
      guard state.size + size <= limit else { return false }
      state.entries[id] = (entry, now)
      state.size += size
      return true
    }
  }

  /// Removes and returns the file of an import; nil if it is not here.
  package func take(_ id: UUID) -> Entry? { state.withLock { $0.remove(id) } }
}
