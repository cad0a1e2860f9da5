package import Foundation

/// A folder of vectors that others published.
///
/// They are not part of this repository: they are read from `../shared/vectors` beside it, or from
/// the folder that `WFM_TEST_VECTORS` names.
package struct TestVectors: Sendable {
  package let folder: URL

  package init(_ name: String) {
    let environment = ProcessInfo.processInfo.environment
    let packageRoot = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let vectors =
      environment["WFM_TEST_VECTORS"].map { URL(filePath: $0) }
      ?? packageRoot.appending(path: "../shared/vectors")
    folder = vectors.appending(path: name)
  }
}
