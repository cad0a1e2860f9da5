import Foundation

/// Creates a folder that exists while `body` runs.
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
