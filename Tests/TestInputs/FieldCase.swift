package import Foundation

/// An upload that people really send, and what the server must say of it.
package struct FieldCase: Decodable, Sendable, CustomStringConvertible {
  /// Where the answer is found.
  package enum Place: String, Decodable, Sendable {
    case description, report, imported
  }

  package let id: String
  package let what: String
  package let file: Data
  package let timeZone: String
  package let dateFormat: String?
  /// Of the POST.
  package let status: Int
  package let place: Place
  /// What the sentence must contain; letter case is ignored.
  package let mustName: [String]

  private enum CodingKeys: String, CodingKey {
    case id, what, status
    case file = "file_base64"
    case timeZone = "time_zone"
    case dateFormat = "date_format"
    case place = "where"
    case mustName = "must_name"
  }

  package var description: String { "\(id): \(what)" }

  /// The folder of the cases, beside this repository or where `WFM_TEST_FIELD_CASES` says.
  package static let vectors = TestVectors(
    in: "../shared", orIn: "WFM_TEST_FIELD_CASES", "field-cases")

  package static func all() throws -> [FieldCase] {
    let file = vectors.folder.appending(path: "cases.json")
    return try JSONDecoder().decode([FieldCase].self, from: Data(contentsOf: file))
  }
}
