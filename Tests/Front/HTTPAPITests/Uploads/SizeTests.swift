import HTTPAPI
import Scheduling
import Server
import TestSupport
import Testing

@Suite("The size of an upload", .timeLimit(.minutes(5)))
struct SizeTests {
  private static let largest = 5_242_880
  private static let largestBody = 6_291_456

  private func head(_ account: APITestAccount, _ framing: String) -> String {
    """
    POST \(APITestServer.imports) HTTP/1.1\r
    Host: test\r
    Authorization: Bearer \(account.writer)\r
    Content-Type: \(UploadForm().contentType)\r
    \(framing)\r
    \r

    """
  }

  private func send(
    _ form: UploadForm, _ account: APITestAccount, chunked: Bool
  ) async throws -> RawClient.Response {
    let client = try account.server.rawClient()
    let body = form.body
    if chunked {
      try await client.send(head(account, "Transfer-Encoding: chunked"))
      for start in stride(from: 0, to: body.count, by: 100_000) {
        let chunk = body[start..<min(start + 100_000, body.count)]
        try await client.send(
          Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n".utf8))
      }
      try await client.send("0\r\n\r\n")
    } else {
      try await client.send(head(account, "Content-Length: \(body.count)"))
      try await client.send(body)
    }
    return try await client.response()
  }

  @Test(arguments: [false, true])
  func `of exactly 5,242,880 bytes is accepted and imported`(chunked: Bool) async throws {
    let account = try await APITestServer.working.account()
    let response = try await send(.sized(Self.largest), account, chunked: chunked)
    #expect(response.status == 202)
    let id = String(try #require(response.fields["location"]).suffix(36))
    let status = try await account.finalStatus(of: id)
    #expect(status.text == #"{"id":"\#(id)","status":"IMPORTED"}"#)
    #expect(try await account.events().count == 1)
  }

  @Test(arguments: [false, true])
  func `of one byte more is rejected, wherever the file is in the form`(
    chunked: Bool
  ) async throws {
    let account = try await APITestServer.waiting.account()
    var form = UploadForm.sized(Self.largest + 1)
    for _ in form.parts {
      let response = try await send(form, account, chunked: chunked)
      #expect(response.status == 413)
      #expect(response.body == ContractError.tooLarge.body)
      form.parts.append(form.parts.removeFirst())
    }
    // The rejected upload leaves nothing behind, so the account is free.
    #expect(try await account.upload().status == 202)
  }

  @Test(arguments: [false, true])
  func `may be up to 6,291,456 bytes with its form`(chunked: Bool) async throws {
    let account = try await APITestServer.waiting.account()
    var form = UploadForm.sized(Self.largest)
    form.parts.append(.text("filler", ""))
    let room = Self.largestBody - form.body.count
    for (size, status) in [(room + 1, 413), (room, 202)] {
      form.parts[form.parts.count - 1] = .text("filler", String(repeating: "x", count: size))
      #expect(form.body.count == Self.largestBody - room + size)
      #expect(try await send(form, account, chunked: chunked).status == status)
    }
  }

  @Test func `over the limit by its Content-Length is rejected before the body is sent`()
    async throws
  {
    let account = try await APITestServer.waiting.account()
    for length in [Self.largestBody + 1, 1 << 40, Int.max] {
      let client = try account.server.rawClient()
      try await client.send(head(account, "Content-Length: \(length)"))
      let response = try await client.response()
      #expect(response.status == 413)
      #expect(response.body == ContractError.tooLarge.body)
    }
  }

  @Test func `does not count twice if a file is given twice`() async throws {
    let account = try await APITestServer.waiting.account()
    var form = UploadForm.sized(3_000_000)
    form.parts.append(form.parts[0])
    let response = try await send(form, account, chunked: false)
    #expect(
      response.body
        == ContractError.form([("csv_file", "The field may be given only once.")]).body)
  }

  // MARK: Expect

  private func expecting(
    _ account: APITestAccount, token: String? = nil, type: String? = nil, length: Int
  ) -> String {
    head(account, "Content-Length: \(length)\r\nExpect: 100-continue")
      .replacing(account.writer, with: token ?? account.writer)
      .replacing(UploadForm().contentType, with: type ?? UploadForm().contentType)
  }

  @Test func `gets a 100 after the checks of its header fields`() async throws {
    let account = try await APITestServer.waiting.account()
    let body = UploadForm().body
    let client = try account.server.rawClient()
    try await client.send(expecting(account, length: body.count))
    #expect(try await client.response().status == 100)
    try await client.send(body)
    #expect(try await client.response().status == 202)
  }

  @Test func `waits for memory until another upload has ended`() async throws {
    try await withAPIServer([.uploadMemory: "8"]) { server in
      let body = UploadForm.sized(Self.largest).body
      let account = try await server.account()
      let first = try server.rawClient()
      try await first.send(expecting(account, length: body.count))
      #expect(try await first.response().status == 100)

      let second = try server.rawClient()
      try await second.send(expecting(try await server.account("second"), length: body.count))
      async let answer = second.response().status
      try await first.send(body)
      #expect(try await first.response().status == 202)
      #expect(try await answer == 100)
      try await second.send(body)
      #expect(try await second.response().status == 202)
    }
  }

  @Test func `is rejected before its body is sent if the wait for memory times out`()
    async throws
  {
    try await withAPIServer(.init(settings: [.uploadMemory: "8"], uploadWait: .milliseconds(20))) {
      server in
      let first = try await server.account()
      let second = try await server.account("second")
      let body = UploadForm.sized(Self.largest).body
      let client = try server.rawClient()
      try await client.send(expecting(first, length: body.count))
      #expect(try await client.response().status == 100)

      for framing in ["Content-Length: \(body.count)", "Transfer-Encoding: chunked"] {
        let other = try server.rawClient()
        try await other.send(head(second, "\(framing)\r\nExpect: 100-continue"))
        let response = try await other.response()
        #expect(response.status == 503)
        #expect(response.body == ContractError.unavailable.body)
        #expect(response.fields["retry-after"] == "5")
      }
      // A small upload still fits.
      #expect(try await second.upload().status == 202)

      try await client.send(body)
      #expect(try await client.response().status == 202)
      // A client that disconnects releases its memory, as the first upload did.
      let third = try await server.account("third")
      do {
        let lost = try server.rawClient()
        try await lost.send(expecting(third, length: body.count))
        #expect(try await lost.response().status == 100)
      }
      // Until the server has noticed, the lost upload has the account's share: 429.
      try await eventually("the lost upload keeps its memory") {
        await server.services.metrics.value("wfm_upload_memory_bytes") == 0
      }
      #expect(try await send(.sized(Self.largest), third, chunked: false).status == 202)
    }
  }

  @Test func `is rejected immediately if its account has used up its memory`() async throws {
    // The share is a quarter: 8 MiB.
    try await withAPIServer(.init(settings: [.uploadMemory: "32"], uploadWait: .seconds(3600))) {
      server in
      let account = try await server.account()
      let body = UploadForm.sized(Self.largest).body
      let client = try server.rawClient()
      try await client.send(expecting(account, length: body.count))
      #expect(try await client.response().status == 100)
      for _ in 0..<2 {
        let another = try server.rawClient()
        try await another.send(expecting(account, length: body.count))
        let response = try await another.response()
        #expect(response.status == 429 && response.fields["retry-after"] == "5")
      }
      let other = try server.rawClient()
      try await other.send(expecting(try await server.account("other"), length: body.count))
      #expect(try await other.response().status == 100)
      try await client.send(body)
      #expect(try await client.response().status == 202)
      #expect(try await account.upload().status == 409)
    }
  }

  @Test func `gets the refusal instead of a 100 if its header fields are wrong`()
    async throws
  {
    try await withAPIServer([.uploadRate: "3"]) { server in
      let account = try await server.account()
      let requests: [(String, ContractError)] = [
        (expecting(account, token: "abc", length: 10), .invalidToken),
        (
          expecting(account, token: account.reader, length: 10),
          .insufficientScope("wfm-public:write")
        ),
        (expecting(account, type: "text/csv", length: 10), .notMultipart),
        (expecting(account, length: Self.largestBody + 1), .tooLarge),
        (expecting(account, type: "multipart/form-data", length: 10), .noBoundary),
        (expecting(account, length: 10), .rateLimited(20, perMinute: 3)),
      ]
      for (request, expected) in requests {
        let client = try server.rawClient()
        try await client.send(request)
        let response = try await client.response()
        #expect(response.status == expected.status)
        let body =
          expected.status == 429
          ? ContractError.rateLimited(asIn: response.body, within: 20, perMinute: 3).body
          : expected.body
        #expect(response.body == body)
      }
    }
  }
}
