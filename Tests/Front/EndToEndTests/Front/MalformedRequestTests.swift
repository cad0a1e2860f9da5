import Foundation
import TestSupport
import Testing

/// The requests are in `malformed_requests.py`.
@Suite("Malformed requests", .needs(.pythonPackages), .timeLimit(.minutes(10)))
struct MalformedRequestTests {
  private static let folder = "Tests/Front/EndToEndTests/Front"

  @Test func `are rejected, and the bytes after them are ignored`() async throws {
    let server = try await Installation().serve("--no-worker")
    let ending = try await PythonScript.run("\(Self.folder)/send_malformed.py", "\(server.port)")
    #expect(ending.status == 0, "\(ending.output)\(ending.errors)")
    #expect(ending.output.contains("0 not so"))
    #expect(try await server.stop().status == 0)
  }

  @Test(arguments: ["nginx.conf", "haproxy.cfg"])
  func `through a proxy do not affect other clients`(example: String) async throws {
    let proxy: Tool = example == "nginx.conf" ? .nginx : .haproxy
    try proxy.need()
    let server = try await Installation().serve(
      "--no-worker", settings: ["WFM_TRUSTED_PROXIES": "127.0.0.1"])
    let ending = try await PythonScript.run(
      "\(Self.folder)/send_through_proxy.py", proxy.name, "\(server.port)",
      Places.path("Examples/\(example)"))
    #expect(ending.status == 0, "\(ending.output)\(ending.errors)")
    #expect(ending.output.contains(" 0 disturbed others"))
    #expect(try await server.stop().status == 0)
  }

  @Test func `and clients that disconnect are not logged as server errors`() async throws {
    let installation = try await Installation()
    try await installation.makeAccount()
    let server = try await installation.serve("--no-worker")
    let token = try await installation.client(of: server).token
    let upload = try await SlowUpload(
      try Places.exampleFile(), to: server, token: token)
    upload.abandon()
    _ = try await server.program.waitFor("the request's line") {
      $0.errors.contains(/info wfm: .*status=4(99|00)/) ? true : nil
    }
    #expect(!(try await server.stop().errors.contains(" error ")))
  }
}
