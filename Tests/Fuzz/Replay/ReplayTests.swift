import Foundation
import FuzzProperties
import Testing

/// Runs all seeds and all findings of fuzzing, without a fuzzer.
@Suite("The inputs of the fuzz targets", .timeLimit(.minutes(5)))
struct ReplayTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func inputs(_ kind: String, of property: Property) -> [URL] {
    let folder = folder.appending(path: kind).appending(path: property.rawValue)
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return files ?? []
  }

  @Test(arguments: Property.allCases)
  func `do not break the property`(property: Property) throws {
    let seeds = Self.inputs("Seeds", of: property)
    #expect(!seeds.isEmpty, "there are no seeds")
    for file in seeds + Self.inputs("Findings", of: property) {
      let input = Array(try Data(contentsOf: file))
      #expect(throws: Never.self, "\(file.path)") { try property.check(input) }
    }
  }

  /// No file may be in a folder that no target reads.
  @Test(arguments: ["Seeds", "Findings"])
  func `are all in a property's folder`(kind: String) throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: Self.folder.appending(path: kind).path)
    let properties = Set(Property.allCases.map(\.rawValue) + ["README.md"])
    #expect(properties.isSuperset(of: names))
  }
}
