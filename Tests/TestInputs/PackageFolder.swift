package import Foundation

/// The checkout of the tests' source.
package enum PackageFolder {
  /// The folder with Package.swift.
  package static let url = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A file or folder of the checkout, such as `Sources/Storage/Store`.
  package static func file(_ path: String) -> URL {
    url.appending(path: path)
  }

  /// The text of a file of the checkout.
  package static func text(_ path: String) throws -> String {
    try String(contentsOf: file(path), encoding: .utf8)
  }
}
