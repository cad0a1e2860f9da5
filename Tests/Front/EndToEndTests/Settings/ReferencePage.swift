import Foundation
import Testing

/// A page of the reference whose body a command prints.
struct ReferencePage {
  /// Within docs/reference.
  let file: String
  /// The name in the markers around the body.
  let marker: String
  /// The command that prints the body.
  let command: [String]

  func expectPrinted(sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let page = try String(
      contentsOfFile: Places.path("docs/reference/\(file)"), encoding: .utf8)
    let parts = page.components(separatedBy: "<!-- \(marker) -->\n")
    try #require(parts.count == 2, "\(file) has no marker", sourceLocation: sourceLocation)
    let body = parts[1].components(separatedBy: "<!-- /\(marker) -->")[0]
    let ending = try await Program.run(Places.wfm, command)
    #expect(ending.status == 0, "\(ending.errors)", sourceLocation: sourceLocation)
    #expect(
      body.trimmingCharacters(in: .newlines) == ending.output.trimmingCharacters(in: .newlines),
      "put what `wfm \(command.joined(separator: " "))` prints between the markers of \(file)",
      sourceLocation: sourceLocation)
  }
}
