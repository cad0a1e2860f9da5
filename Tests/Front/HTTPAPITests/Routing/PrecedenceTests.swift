import NIOHTTP1
import Server
import TestSupport
import Testing

/// Tests the contract's order of refusals in pairs: the response names the earlier of two faults.
@Suite("Of two faults in one upload", .timeLimit(.minutes(5)))
struct PrecedenceTests {
  /// The faults, in the order in which the server checks them.
  enum Fault: Int, CaseIterable, Sendable {
    case token, scope, rate, mediaType, size, form, fileName, content, busy
  }

  struct Pair: Sendable, CustomTestStringConvertible {
    let first: Fault
    let second: Fault
    var testDescription: String { "\(first) before \(second)" }
  }

  static let pairs = Fault.allCases.flatMap { first in
    Fault.allCases.filter { $0.rawValue > first.rawValue }.map { Pair(first: first, second: $0) }
  }

  /// One upload per minute.
  private static let server = Task {
    try await APITestServer.start(.init(settings: [.uploadRate: "1"]))
  }

  @Test(arguments: pairs) func `the earlier one is reported`(pair: Pair) async throws {
    let faults: Set<Fault> = [pair.first, pair.second]
    // The faulty text fields come once before the file and once after it.
    for fileIsLast in [false, true] {
      let account = try await Self.server.value.account()
      if faults.contains(.busy) { try await account.occupy() }
      if faults.contains(.rate) {
        _ = try await account.server.send(
          .POST, APITestServer.imports, token: account.writer, headers: ["Content-Type": "a/b"])
      }
      let client = try account.server.rawClient()
      try await client.send(try await Self.request(faults, account, fileIsLast: fileIsLast))
      let response = try await client.response()
      let expected =
        pair.first == .rate
        ? .rateLimited(asIn: response.body, within: 60, perMinute: 1) : Self.expected(pair.first)
      #expect(response.status == expected.status)
      #expect(response.body == expected.body)
    }
  }

  private static func request(
    _ faults: Set<Fault>, _ account: APITestAccount, fileIsLast: Bool
  ) async throws -> [UInt8] {
    var form = faults.contains(.size) ? UploadForm.sized(5_242_881) : UploadForm()
    if faults.contains(.form) {
      form.parts.append(.text("date_format", String(repeating: "x", count: 1025)))
    }
    if faults.contains(.fileName) { form.parts[1] = .text("file_name", "schedule.txt") }
    if faults.contains(.content) { form.parts[2] = .text("time_zone", "Mars/Base") }
    if fileIsLast { form.parts.append(form.parts.removeFirst()) }
    let body = form.body
    let token =
      if faults.contains(.token) { "abc" } else {
        faults.contains(.scope) ? account.reader : account.writer
      }
    let type = faults.contains(.mediaType) ? "text/csv" : form.contentType
    let head = """
      POST \(APITestServer.imports) HTTP/1.1\r
      Host: test\r
      Authorization: Bearer \(token)\r
      Content-Type: \(type)\r
      Content-Length: \(body.count)\r
      \r

      """
    return Array(head.utf8) + body
  }

  private static func expected(_ fault: Fault) -> ContractError {
    switch fault {
    case .token: .invalidToken
    case .scope: .insufficientScope("wfm-public:write")
    case .rate: .rateLimited(60, perMinute: 1)
    case .mediaType: .notMultipart
    case .size: .tooLarge
    case .form: .form([FormTests.tooLong("date_format", "x")])
    case .fileName: .fileName("schedule.txt")
    case .content: .values([ContractError.timeZone("Mars/Base")])
    case .busy: .busy("behind all others")
    }
  }

  @Test func `a length over the limit comes before a missing boundary, and after the media type`()
    async throws
  {
    let account = try await APITestServer.waiting.account()
    for (type, expected) in [
      ("multipart/form-data", ContractError.tooLarge), ("text/csv", .notMultipart),
    ] {
      let client = try account.server.rawClient()
      try await client.send(
        """
        POST \(APITestServer.imports) HTTP/1.1\r
        Host: test\r
        Authorization: Bearer \(account.writer)\r
        Content-Type: \(type)\r
        Content-Length: 6291457\r
        \r

        """)
      #expect(try await client.response().body == expected.body)
    }
  }

  @Test func `an unknown account comes after the faults of the form`() async throws {
    let stranger = try await APITestServer.waiting.stranger()
    try await stranger.upload(UploadForm(timeZone: "Mars/Base"))
      .expect(.values([ContractError.timeZone("Mars/Base")]))
    try await stranger.upload().expect(.unknownAccount)
  }
}
