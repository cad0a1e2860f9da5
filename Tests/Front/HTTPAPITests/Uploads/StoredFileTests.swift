import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Postgres
import Testing
import TestInputs

/// The stored file equals the sent file, with any boundary. A 202 for half a file would be the
/// worst possible defect.
@Suite("The stored file", .timeLimit(.minutes(2)))
struct StoredFileTests {
  private static let stored = Statement<PostgresBytes, UUID>(
    """
    SELECT string_agg(bytes, '' ORDER BY chunk_number)
    FROM uploaded_file_chunks
    WHERE import_id = $1
    """
  ) { (row) throws(PostgresError) in try row.next() }

  /// Uploads the file over a socket, and reads the stored file.
  private func stored(
    _ file: String, boundary: String, lineEnd: String = "\r\n"
  ) async throws -> String {
    let account = try await APITestServer.waiting.account()
    let response = try await post(file, of: account, boundary: boundary, lineEnd: lineEnd)
    try #require(response.status == 202, "\(file.debugDescription): \(response.text)")
    let location = try #require(response.headers.first(name: "Location"))
    let id = try #require(UUID(uuidString: String(location.suffix(36))))
    let bytes = try await account.server.pool.withConnection { try $0.first(Self.stored, id) }
    return String(decoding: try #require(bytes).bytes, as: UTF8.self)
  }

  private func post(
    _ file: String, of account: APITestAccount, boundary: String, lineEnd: String
  ) async throws -> APIResponse {
    let disposition = "Content-Disposition: form-data; name="
    let lines = [
      "--\(boundary)", "\(disposition)csv_file", "", file, "--\(boundary)",
      "\(disposition)file_name", "", "a.csv", "--\(boundary)", "\(disposition)time_zone", "", "UTC",
      "--\(boundary)--", "",
    ]
    return try await account.server.send(
      .POST, APITestServer.imports, token: account.writer,
      headers: ["Content-Type": "multipart/form-data; boundary=\"\(boundary)\""],
      body: .bytes(ByteBuffer(string: lines.joined(separator: lineEnd))))
  }

  @Test(arguments: 0..<4)
  func `equals the sent file if no line begins with the boundary`(
    seed: Int
  ) async throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    for lineEnd in ["\r\n", "\n"] {
      for boundary in ["BB", "--", "a b"] {
        let fragments = [
          "\r", "\n", "\r\n", "-", "--", "x,", boundary, "--\(boundary)", "\r--\(boundary)",
          "\n-\(boundary)", "--\(boundary)--",
        ]
        var file = UploadForm.header
        for _ in 0..<Int.random(in: 1...40, using: &generator) {
          let next = file + (fragments.randomElement(using: &generator) ?? "")
          if !next.contains("\n--\(boundary)") { file = next }
        }
        #expect(try await stored(file, boundary: boundary, lineEnd: lineEnd) == file)
      }
    }
  }

  /// The upload that an earlier version cut: rows end in LF, lines of the form in CRLF.
  @Test(arguments: ["--BB", "--BB--", "--BBx", "--BB--x", "--BB-- "])
  func `of LF lines keeps the lines that resemble delimiters`(line: String) async throws {
    let file = "\(UploadForm.header)\(UploadForm.row)\(line)\n\(UploadForm.row)"
    #expect(try await stored(file, boundary: "BB") == file)
  }

  @Test(arguments: ["--BBx", "--BB--x", "--BB-", "--BB x", "--BB-- x"])
  func `with a line that begins like a delimiter is a 400 that says so`(
    line: String
  ) async throws {
    let account = try await APITestServer.waiting.account()
    let file = "\(UploadForm.header)\r\n\(line)\r\n\(UploadForm.row)"
    let response = try await post(file, of: account, boundary: "BB", lineEnd: "\r\n")
    response.expect(
      .template(
        "A line in or after part 1 begins with the boundary, but other text follows it. Choose a boundary that no line of the file begins with. End each delimiter line after the boundary, and the last one after two dashes."
      ))
  }
}
