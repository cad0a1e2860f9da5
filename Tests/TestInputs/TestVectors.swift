package import Foundation

/// A folder of vectors that others published.
///
/// They are not part of this repository: they are read from `../shared/vectors` beside it, or from
/// the folder that `WFM_TEST_VECTORS` names.
package struct TestVectors: Sendable {
  package let folder: URL

  package init(_ name: String) {
    self.init(in: "../shared/vectors", orIn: "WFM_TEST_VECTORS", name)
  }

  /// - Parameters:
  ///   - place: a folder, from the root of the package.
  ///   - variable: of the environment, which may name the folder instead.
  package init(in place: String, orIn variable: String, _ name: String) {
    let environment = ProcessInfo.processInfo.environment
    let parent = environment[variable].map { URL(filePath: $0) } ?? PackageFolder.file(place)
    folder = parent.appending(path: name)
  }
}
