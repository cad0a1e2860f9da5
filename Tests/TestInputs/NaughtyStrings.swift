import Foundation

/// The Big List of Naughty Strings.
package enum NaughtyStrings {
  package static let vectors = TestVectors("naughty-strings")

  package static func all() throws -> [String] {
    let file = vectors.folder.appending(path: "blns.json")
    return try JSONDecoder().decode([String].self, from: Data(contentsOf: file))
  }

  /// The string as a quoted CSV field.
  package static func cell(_ text: String) -> String {
    "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
