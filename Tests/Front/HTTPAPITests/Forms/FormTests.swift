import TestSupport
import Testing

@Suite("The form of an upload", .timeLimit(.minutes(5)))
struct FormTests {
  typealias Part = UploadForm.Part

  private static let file = Part.file((UploadForm.header + UploadForm.row).utf8)
  private static let name = Part.text("file_name", "schedule.csv")
  private static let zone = Part.text("time_zone", "UTC")
  private static let format = Part.text("date_format", "HH:mm yyyy-MM-dd")

  private static func part(_ disposition: String, _ content: Part, _ headers: String...) -> Part {
    Part(headers: ["Content-Disposition: \(disposition)"] + headers, content: content.content)
  }

  static let permutations: [[Int]] = (0..<4).flatMap { first in
    (0..<4).flatMap { second in
      (0..<4).flatMap { third in
        (0..<4).map { [first, second, third, $0] }.filter { Set($0).count == 4 }
      }
    }
  }

  @Test func `may have its fields in any order`() async throws {
    let parts = [Self.file, Self.name, Self.zone, Self.format]
    #expect(Self.permutations.count == 24)
    for order in Self.permutations {
      let account = try await APITestServer.waiting.account()
      let response = try await account.upload(UploadForm(parts: order.map { parts[$0] }))
      #expect(response.status == 202, "\(order)")
    }
  }

  static let spellings: [[Part]] = [
    // Names without quotes, and header names in other letter cases.
    [
      part("form-data; name=csv_file; filename=a.csv", file),
      part("form-data;name=file_name", name),
      Part(headers: ["CONTENT-DISPOSITION: Form-Data; Name=time_zone"], content: zone.content),
    ],
    // With a type and a charset.
    [
      part(#"form-data; name="csv_file""#, file, "Content-Type: application/octet-stream"),
      part(#"form-data; name="file_name""#, name, "Content-Type: text/plain; charset=UTF-8"),
      part(#"form-data; name="time_zone""#, zone, "Content-Type: text/plain;charset=us-ascii"),
    ],
    // The file without a file name, and with the extended file name of RFC 5987.
    [part("form-data; name=csv_file", file), name, zone],
    [
      part(
        "form-data; name=csv_file; filename=\"a\"; filename*=UTF-8''%e2%82%ac%20rates.txt", file),
      name, zone,
    ],
    // Text fields that are sent as files, and unknown header fields.
    [
      file, part(#"form-data; name="file_name"; filename="blob""#, name),
      part(#"form-data; name="time_zone""#, zone, "Content-Transfer-Encoding: binary", "X-A: b"),
    ],
    // Unknown fields, given twice and as files.
    [
      .text("note", "x"), file, .text("note", "y"), name, zone, .text("CSV_FILE", ""),
      part("form-data; name=other; filename=other.exe", .file([0, 255])), .text("", "x"),
    ],
    // An empty format counts as absent.
    [file, name, zone, .text("date_format", "")],
  ]

  @Test(arguments: spellings.indices)
  func `is read in every spelling that clients use`(index: Int) async throws {
    let account = try await APITestServer.waiting.account()
    let response = try await account.upload(UploadForm(parts: Self.spellings[index]))
    #expect(response.status == 202, "\(response.text)")
  }

  @Test func `may use LF alone as its line ending`() async throws {
    let account = try await APITestServer.working.account()
    var form = UploadForm()
    form.lineEnd = "\n"
    let (id, status) = try await account.finish(form)
    #expect(status.text == #"{"id":"\#(id)","status":"IMPORTED"}"#)
  }

  private static let required = "The field is required."
  private static let once = "The field may be given only once."

  private static func notText(_ shown: String) -> String {
    "The field must be UTF-8 text without NUL bytes, but is \"\(shown)\"."
  }

  /// - Parameter character: the character that the text repeats.
  static func tooLong(_ field: String, _ character: String) -> (String, String) {
    let shown = String(repeating: character, count: 59) + "…"
    return (
      field, "The field has more than 1024 bytes: \"\(shown)\". Send a shorter value."
    )
  }

  static let faults: [(parts: [Part], fields: [(String, String)])] = [
    ([], [("file_name", required), ("time_zone", required), ("csv_file", required)]),
    ([name, zone], [("csv_file", required)]),
    ([file, zone], [("file_name", required)]),
    ([file, name], [("time_zone", required)]),
    ([file, .text("file_name", ""), zone], [("file_name", required)]),
    ([file, name, .text("time_zone", "")], [("time_zone", required)]),
    ([file, file, name, zone], [("csv_file", once)]),
    ([file, name, name, zone], [("file_name", once)]),
    ([file, name, zone, .text("time_zone", "")], [("time_zone", once), ("time_zone", required)]),
    ([file, name, zone, format, format], [("date_format", once)]),
    (
      [file, name, zone, .text("date_format", ""), .text("date_format", "")],
      [("date_format", once)]
    ),
    ([file, .text("file_name", "a\0.csv"), zone], [("file_name", notText(#"a\u{0}.csv"#))]),
    (
      [
        file, name,
        Part(headers: ["Content-Disposition: form-data; name=time_zone"], content: [0xFF]),
      ],
      [("time_zone", notText("\u{FFFD}"))]
    ),
    (
      [file, .text("file_name", String(repeating: "é", count: 511) + ".csv"), zone],
      [tooLong("file_name", "é")]
    ),
  ]

  @Test(arguments: faults.indices)
  func `with missing, repeated or garbled fields is a 400 that names them`(index: Int) async throws
  {
    let account = try await APITestServer.waiting.account()
    let (parts, fields) = Self.faults[index]
    try await account.upload(UploadForm(parts: parts)).expect(.form(fields))
  }

  @Test func `may have a text field of 1,024 bytes`() async throws {
    let account = try await APITestServer.waiting.account()
    let name = String(repeating: "é", count: 510) + ".csv"
    #expect(name.utf8.count == 1024)
    #expect(try await account.upload(UploadForm(fileName: name)).status == 202)
  }

  static let malformed: [(parts: [Part], description: String)] = [
    (
      [Part(headers: ["Content-Type: text/plain"], content: [])],
      "Part 1 has no Content-Disposition of the type form-data. Add one."
    ),
    (
      [file, Part(headers: ["Content-Disposition: form-data"], content: [])],
      "The Content-Disposition of part 2 has no name. Add the name of the form field."
    ),
    (
      [part("form-data; name=csv_file", file, "Content-Transfer-Encoding: base64")],
      "Part 1 has a Content-Transfer-Encoding other than 7bit, 8bit or binary. Send its bytes unencoded."
    ),
    (
      [Part](repeating: .text("note", ""), count: 101),
      "The multipart body has more than 100 parts. Send fewer."
    ),
  ]

  @Test(arguments: malformed.indices)
  func `that is not valid multipart is a 400 that says where`(index: Int) async throws {
    let account = try await APITestServer.waiting.account()
    let (parts, description) = Self.malformed[index]
    try await account.upload(UploadForm(parts: parts)).expect(.template(description))
  }

  @Test func `that ends before its closing delimiter is a 400`() async throws {
    let account = try await APITestServer.waiting.account()
    let form = UploadForm()
    let client = try account.server.rawClient()
    let body = form.body.dropLast(6)
    try await client.send(
      """
      POST \(APITestServer.imports) HTTP/1.1\r
      Host: test\r
      Authorization: Bearer \(account.writer)\r
      Content-Type: \(form.contentType)\r
      Content-Length: \(body.count)\r
      \r

      """)
    try await client.send(Array(body))
    let response = try await client.response()
    #expect(response.status == 400)
    #expect(
      response.body
        == ContractError.template(
          "The multipart body ends before its closing delimiter. Send the complete body, with the boundary that Content-Type names."
        ).body)
  }
}
