import CSV
import Foundation
import NIOHTTP1
import TestInputs
import TestSupport
import Testing

/// Sends each case of `../shared/field-cases` over a socket.
@Suite(
  "What people really send",
  .needs(.vectors(FieldCase.vectors.folder)), .timeLimit(.minutes(5)))
struct FieldCaseTests {
  private static let cases = (try? FieldCase.all()) ?? []

  @Test func `has 33 cases`() throws {
    #expect(try FieldCase.all().count == 33)
  }

  @Test(arguments: cases)
  func `is imported, or rejected with the cause`(fieldCase: FieldCase) async throws {
    let account = try await FieldCaseAccount.make()
    let response = try await account.upload(UploadForm(fieldCase))
    try #require(response.status == fieldCase.status, "\(response.text)")
    let text =
      response.status == 202
      ? try await Self.outcome(response, of: account) : try Self.description(in: response)
    switch fieldCase.place {
    case .description: #expect(response.status == 400)
    case .report: #expect(!text.isEmpty)
    case .imported: #expect(text == "IMPORTED")
    }
    for part in fieldCase.mustName {
      #expect(text.lowercased().contains(part.lowercased()), "\(part) is not in: \(text)")
    }
  }

  private static func description(in response: APIResponse) throws -> String {
    struct Body: Decodable { let description: String }
    return try JSONDecoder().decode(Body.self, from: Data(response.body)).description
  }

  /// `IMPORTED`, or the Error cells of the report.
  private static func outcome(
    _ response: APIResponse, of account: APITestAccount
  ) async throws -> String {
    struct Body: Decodable {
      let status: String
      let error_report_url: String?
    }
    let id = String(try #require(response.headers.first(name: "Location")).suffix(36))
    let final = try await account.finalStatus(of: id)
    let body = try JSONDecoder().decode(Body.self, from: Data(final.body))
    guard let url = body.error_report_url else { return body.status }
    let components = try #require(URLComponents(string: url))
    let report = try await account.server.send(
      .GET, "\(components.percentEncodedPath)?\(components.percentEncodedQuery ?? "")")
    try #require(report.status == 200)
    return errors(in: report.body).joined(separator: "\n")
  }

  private static func errors(in report: [UInt8]) -> [String] {
    var reader = CSVReader(maximumFields: 8)
    report.withUnsafeBytes { reader.append($0) }
    reader.finish()
    var errors: [String] = []
    while let cell = reader.next({ String(decoding: $0[7], as: UTF8.self) }) { errors.append(cell) }
    return Array(errors.dropFirst())
  }
}
