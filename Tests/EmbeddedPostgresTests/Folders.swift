import Foundation

/// Makes a folder for as long as `body` runs.
func withFolder<R>(
  named name: String = "data", _ body: (String) async throws -> R
) async throws -> R {
  let root = FileManager.default.temporaryDirectory
    .appending(path: "wfm-embedded-\(UUID().uuidString)")
  let folder = root.appending(path: name)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: root) }
  return try await body(folder.path(percentEncoded: false))
}

/// Looks every 10 ms, for 30 s at most, whether something has become true.
///
/// - Returns: whether it has.
func eventually(_ isTrue: () -> Bool) async throws -> Bool {
  let deadline = ContinuousClock.now + .seconds(30)
  while !isTrue() {
    if ContinuousClock.now >= deadline { return false }
    try await Task.sleep(for: .milliseconds(10))
  }
  return true
}

/// Runs what blocks away from Swift's own threads.
func blocking<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
  }
}
