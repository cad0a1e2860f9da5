import Foundation
import HTTPFront
import Telemetry
import TestSupport
import Testing

/// HTTP/2 over TLS, with a client made with Python's h2. `http2_client.py` has the rules that the
/// client keeps or breaks.
@Suite("HTTP/2", .needs(.pythonPackages, .openssl), .timeLimit(.minutes(5)))
struct HTTP2Tests {
  /// Runs a case against a server.
  ///
  /// - Returns: the client's complaint; empty if the server kept the rules.
  private func complaint(
    of name: String, _ limits: TransportLimits = TransportLimits(),
    metrics: MetricRegistry = MetricRegistry(),
    during body: (TransportTestServer) async throws -> Void = { _ in }
  ) async throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let pair = try TestCertificate(folder.appending(path: "own").path, names: ["DNS:localhost"])
    let certificate = try ServerCertificate(certificateFile: pair.file, keyFile: pair.keyFile)
    var complaint = "the client did not run"
    try await withTransportServer(limits, certificate: certificate, metrics: metrics) { server in
      async let output = Self.run(name, port: server.port)
      try await body(server)
      complaint = try await output
    }
    return complaint
  }

  private static func run(_ name: String, port: Int) async throws -> String {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "http2_client.py")
    let ending = try await PythonTool.run(
      script.path, [name, "\(port)"], capturing: [.output, .errors])
    return ending.status == 0 ? ending.text : "failed: \(ending.text)"
  }

  @Test(arguments: [
    "serves", "refuses_early", "keeps_header_limits", "limits_header_bytes", "limits_header_bomb",
    "limits_continuations", "limits_rapid_reset", "limits_pings", "limits_settings",
    "limits_empty_data", "limits_streams", "caps_table", "bounds_unwanted_bodies",
    "bounds_header_bytes_of_a_connection", "takes_a_large_body", "refuses_schemes",
    "sees_a_broken_response",
  ])
  func `keeps its rules and limits`(name: String) async throws {
    let complaint = try await complaint(of: name)
    #expect(complaint == "")
  }

  @Test func `a response costs the same after 20,000 others`() async throws {
    var limits = TransportLimits()
    limits.requestsPerConnection = .max
    let complaint = try await complaint(of: "cost_does_not_grow", limits)
    #expect(complaint == "")
  }

  @Test func `a connection ends in order after its number of requests`() async throws {
    var limits = TransportLimits()
    limits.requestsPerConnection = 20
    let complaint = try await complaint(of: "ends_after_requests", limits)
    #expect(complaint == "")
  }

  @Test func `the open streams of an address are bounded`() async throws {
    var limits = TransportLimits()
    limits.streamsPerClient = 3
    let complaint = try await complaint(of: "bounds_streams_of_an_address", limits)
    #expect(complaint == "")
  }

  @Test func `a client that disconnects does not cancel the work of its request`() async throws {
    let metrics = MetricRegistry()
    var wasCancelled = true
    let complaint = try await complaint(of: "goes_away", metrics: metrics) { server in
      try await server.entered.wait()
      try await eventually("the connection did not end") {
        await metrics.value("http_server_open_connections") == 0
      }
      server.release.raise()
      wasCancelled = try await server.wasCancelled.wait()
    }
    #expect(complaint == "")
    #expect(!wasCancelled)
  }

  @Test func `a body that stalls is a 408`() async throws {
    var limits = TransportLimits()
    limits.bodyStall = .milliseconds(200)
    limits.discard.stall = .milliseconds(200)
    let complaint = try await complaint(of: "cuts_stalled_body", limits)
    #expect(complaint == "")
  }

  @Test func `a body that trickles in is cut off at the time limit`() async throws {
    var limits = TransportLimits()
    limits.bodyTime = .milliseconds(300)
    let complaint = try await complaint(of: "cuts_trickling_body", limits)
    #expect(complaint == "")
  }

  @Test func `a client that does not read a response loses only that response`() async throws {
    var limits = TransportLimits()
    limits.sendStall = .milliseconds(300)
    let complaint = try await complaint(of: "cuts_reader_that_stops", limits)
    #expect(complaint == "")
  }

  @Test func `an idle connection is closed`() async throws {
    var limits = TransportLimits()
    limits.idleTime = .milliseconds(200)
    let complaint = try await complaint(of: "ends_idle_connection", limits)
    #expect(complaint == "")
  }

  @Test func `a connection without a request is closed`() async throws {
    var limits = TransportLimits()
    limits.headerTime = .milliseconds(300)
    let complaint = try await complaint(of: "ends_connection_without_request", limits)
    #expect(complaint == "")
  }

  @Test func `at shutdown, requests in progress are finished`() async throws {
    let complaint = try await complaint(of: "finishes_at_shutdown") { server in
      try await server.entered.wait()
      server.release.raise()
      await server.shutDown()
    }
    #expect(complaint == "")
  }

  @Test func `a connection without a TLS handshake is closed`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let pair = try TestCertificate(folder.appending(path: "own").path, names: ["DNS:localhost"])
    var limits = TransportLimits()
    limits.handshakeTime = .milliseconds(100)
    try await withTransportServer(
      limits, certificate: ServerCertificate(certificateFile: pair.file, keyFile: pair.keyFile)
    ) { server in
      let answer = try await server.client().readToEnd()
      #expect(answer == "")
    }
  }
}
