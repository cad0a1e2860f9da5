package import Foundation

/// A real upload, and the expected response of the server.
package struct FieldCase: Decodable, Sendable, CustomStringConvertible {
  /// The place of the expected sentence.
  package enum Place: String, Decodable, Sendable {
    case description, report, imported
  }

  package let id: String
  package let what: String
  package let file: Data
  package let timeZone: String
  package let dateFormat: String?
  /// The status of the POST.
  package let status: Int
  package let place: Place
  /// Texts that the sentence must contain. Letter case is ignored.
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

  /// The folder of the cases: next to this repository, or that of `WFM_TEST_FIELD_CASES`.
  package static let vectors = TestVectors(
    in: "../shared", orIn: "WFM_TEST_FIELD_CASES", "field-cases")

  package static func all() throws -> [FieldCase] {
    let file = vectors.folder.appending(path: "cases.json")
    return try JSONDecoder().decode([FieldCase].self, from: Data(contentsOf: file))
  }
}
