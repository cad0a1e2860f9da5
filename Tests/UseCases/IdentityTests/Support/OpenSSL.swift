import Foundation
import TestSupport

/// The system's openssl, as an issuer and verifier that is independent of swift-crypto.
struct OpenSSL {
  struct Failure: Error {
    let arguments: [String]
    let status: Int32
    let output: String
  }

  /// The folder of the files that the arguments name.
  let folder: URL

  /// Calls `body` with an openssl in a folder that is removed afterwards.
  static func withFolder<Value>(
    _ body: (OpenSSL) async throws -> Value
  ) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(OpenSSL(folder: folder))
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: folder.appending(path: name))
  }

  func read(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }

  /// Runs openssl in the folder, and throws if it fails.
  func run(_ arguments: [String]) async throws {
    let ending = try await Subprocess.run(
      "/usr/bin/env", ["openssl"] + arguments, directory: folder.path(percentEncoded: false),
      capturing: [.output, .errors])
    guard ending.status == 0 else {
      throw Failure(arguments: arguments, status: ending.status, output: ending.text)
    }
  }
}
