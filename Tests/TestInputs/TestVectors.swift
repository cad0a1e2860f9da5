package import Foundation

/// A folder of published test vectors.
///
/// The vectors are not part of this repository. They are in `../shared/vectors` next to it, or in the
/// folder of the variable `WFM_TEST_VECTORS`.
package struct TestVectors: Sendable {
  package let folder: URL

  package init(_ name: String) {
    self.init(in: "../shared/vectors", orIn: "WFM_TEST_VECTORS", name)
  }

  /// - Parameters:
  ///   - place: a folder, relative to the root of the package.
  ///   - variable: an environment variable that can name another folder.
  package init(in place: String, orIn variable: String, _ name: String) {
    let environment = ProcessInfo.processInfo.environment
    let parent = environment[variable].map { URL(filePath: $0) } ?? PackageFolder.file(place)
    folder = parent.appending(path: name)
  }
}
