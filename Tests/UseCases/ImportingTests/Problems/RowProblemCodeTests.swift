import Foundation
import Importing
import TestInputs
import Testing

@Suite("The documentation of the error codes", .timeLimit(.minutes(5)))
struct RowProblemCodeTests {
  /// The lines of a table below its header, up to the first line that is not a row.
  private static func rows(of page: String, below head: String) throws -> [String] {
    let table = try #require(page.components(separatedBy: head + "\n").dropFirst().first)
    return table.components(separatedBy: "\n").dropFirst().prefix { $0.hasPrefix("|") }.map { $0 }
  }

  @Test func `in docs/reference/error-codes.md is the program's`() throws {
    let rows = try Self.rows(
      of: try PackageFolder.text("docs/reference/error-codes.md"),
      below: "| Error Code | what is wrong |")
    #expect(rows == RowProblemCode.allCases.map { "| `\($0.rawValue)` | \($0.meaning.problem) |" })
  }

  @Test func `in docs/how-to/prepare-a-file.md is the program's`() throws {
    let rows = try Self.rows(
      of: try PackageFolder.text("docs/how-to/prepare-a-file.md"),
      below: "| Error Code | what is wrong | what to do |")
    #expect(
      rows
        == RowProblemCode.allCases.map {
          "| `\($0.rawValue)` | \($0.meaning.problem) | \($0.meaning.fix) |"
        })
  }

  @Test func `in the API's description is the program's`() throws {
    let description = try PackageFolder.text("Sources/Front/APIDescription/openapi.json")
    let list = RowProblemCode.allCases.map { "- `\($0.rawValue)`: \($0.meaning.problem)" }
      .joined(separator: "\\n")
    #expect(description.contains("\\n\\n\(list)\""), "\(list)")
  }

  @Test func `on the page for planners is the server's`() throws {
    #expect(
      try PackageFolder.text("docs/how-to/prepare-a-file.md")
        == PackageFolder.text("Sources/Front/APIDescription/planners.md"))
  }

  @Test func `is in sentences of at most 25 words`() {
    for code in RowProblemCode.allCases {
      for text in [code.meaning.problem, code.meaning.fix] {
        #expect(text.hasSuffix("."), "\(code)")
        for sentence in text.components(separatedBy: ". ") {
          #expect(sentence.split(separator: " ").count <= 25, "\(sentence)")
        }
      }
    }
  }
}
