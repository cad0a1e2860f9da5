import AsyncHTTPClient
import Glibc
import NIOHTTP1
import TestSupport
import Testing

@Suite("SIGTERM", .timeLimit(.minutes(10)))
struct ShutdownTests {
  @Test func `an upload in flight is finished and answered`() async throws {
    let installation = try await Installation()
    try await installation.makeAccount()
    let server = try await installation.serve("--no-worker")
    let token = try await installation.client(of: server).token
    let upload = try await SlowUpload(try Places.exampleFile(), to: server, token: token)

    server.program.send(SIGTERM)
    try await eventually("the server still takes connections") {
      guard let descriptor = try? SlowUpload.connect(to: server.port) else { return true }
      close(descriptor)
      return false
    }
    #expect(server.program.isRunning)
    let response = try await upload.finish()
    #expect(response.hasPrefix("HTTP/1.1 202"))
    let id = try #require(
      response.firstMatch(of: /[Ll]ocation: \/v1\/schedules\/event-imports\/([0-9a-f-]+)/)?.1)
    #expect(try await server.program.ending(within: .seconds(10)).status == 0)
    #expect(
      try await installation.state(of: String(id)) == ImportState(status: "PROCESSING", attempts: 0)
    )
  }

  @Test func `with a delay keeps serving, but not ready, before the stop`() async throws {
    let installation = try await Installation()
    let server = try await installation.serve("--no-worker", "--shutdown-delay", "2")
    func status(_ path: String) async throws -> UInt {
      try await exchange(HTTPClientRequest(url: "\(server.address)\(path)")).response.status.code
    }
    #expect(try await status("/health/ready") == 200)
    let signalled = ContinuousClock.now
    server.program.send(SIGTERM)
    try await eventually("the server is still ready") { try await status("/health/ready") == 503 }
    #expect(try await status("/health/live") == 200)
    #expect(try await server.program.ending(within: .seconds(14)).status == 0)
    #expect(ContinuousClock.now - signalled >= .seconds(2))
  }

  @Test func `an upload that never ends does not keep the process alive`() async throws {
    let installation = try await Installation()
    try await installation.makeAccount()
    let server = try await installation.serve("--no-worker")
    let token = try await installation.client(of: server).token
    let upload = try await SlowUpload(try Places.exampleFile(), to: server, token: token)
    defer { upload.abandon() }
    let start = ContinuousClock.now
    server.program.send(SIGTERM)
    let ending = try await server.program.ending(within: .seconds(15))
    #expect(ContinuousClock.now - start < .seconds(11))
    #expect(ending.status >= 0, "it must end by itself, not by a signal: \(ending.errors)")
    let imports = try await installation.value("SELECT count(*) FROM imports", as: Int64.self)
    #expect(imports == 0)
  }

  @Test(arguments: [["serve"], ["work"]])
  func `a running import is released, and another process finishes it`(
    command: [String]
  ) async throws {
    let installation = try await Installation()
    try await installation.makeAccount()
    let front = try await installation.serve("--no-worker")
    let client = try await installation.client(of: front)
    let id = try await client.upload(try Places.exampleFile())
    let program = try Program(Places.wfm, command, environment: installation.environment)

    try await installation.holdingEvents {
      try await eventually("no worker waits for the events") {
        try await installation.isWaitingForEvents()
      }
      #expect(
        try await installation.state(of: id) == ImportState(status: "PROCESSING", attempts: 1))
      program.send(SIGTERM)
      #expect(try await program.ending(within: .seconds(10)).status == 0)
      #expect(
        try await installation.state(of: id) == ImportState(status: "PROCESSING", attempts: 0))
    }
    let worker = try installation.start("work")
    let state = try await installation.state(of: id) { $0.status != "PROCESSING" }
    #expect(state == ImportState(status: "IMPORTED_WITH_ERRORS", attempts: 1))
    worker.send(SIGTERM)
    #expect(try await worker.ending(within: .seconds(10)).status == 0)
    _ = try await front.stop()
  }
}
