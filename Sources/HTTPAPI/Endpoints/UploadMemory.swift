import Synchronization

/// The memory that uploads may take at once, in this process.
///
/// An upload holds its whole body until it is stored. What would not fit is refused before its body
/// is read, so that more clients than can be served cost no more memory.
package final class UploadMemory: Sendable {
  /// Bytes, at least those of the largest upload.
  private let limit: Int
  private let held = Mutex(0)

  /// - Parameter mebibytes: at least 8, which is more than the largest upload takes.
  package init(mebibytes: Int) {
    precondition(mebibytes >= 8, "the largest upload fits")
    limit = mebibytes << 20
  }

  /// Runs `body` with room for this many bytes, which are free again behind it.
  ///
  /// - Throws: `APIError.unavailable` where there is no room; what `body` throws.
  func holding<R>(_ bytes: Int, _ body: () async throws -> R) async throws -> R {
    let fits = held.withLock { held in
      guard held + bytes <= limit else { return false }
      held += bytes
      return true
    }
    guard fits else { throw APIError.unavailable }
    defer { held.withLock { $0 -= bytes } }
    return try await body()
  }
}
