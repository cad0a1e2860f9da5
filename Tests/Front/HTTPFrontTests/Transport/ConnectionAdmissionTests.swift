import HTTPFront
import Telemetry
import TestSupport
import Testing

@Suite("Connections of one client", .timeLimit(.minutes(5)))
struct ConnectionAdmissionTests {
  @Test func `over the limit are closed immediately, and other clients are served`() async throws {
    var limits = TransportLimits()
    limits.connectionsPerClient = 2
    let metrics = MetricRegistry()
    try await withTransportServer(limits, metrics: metrics) { server in
      let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
      let first = try server.client()
      let second = try server.client()
      for client in [first, second] {
        try await client.send(request)
        #expect(try await client.response().status == 200)
      }
      let third = try server.client()
      #expect(try await third.readToEnd() == "")
      let other = try RawClient(port: server.port, from: 9)
      try await other.send(request)
      #expect(try await other.response().status == 200)
      #expect(await metrics.value("http_server_refused_connections_total") == 1)
      #expect(await metrics.value("http_server_open_connections") == 3)

      // A closed connection makes room.
      try await first.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      #expect(try await first.response().status == 200)
      try await first.endSending()
      #expect(try await first.readToEnd() == "")
      try await eventually("a connection that has closed keeps its place") {
        let client = try server.client()
        try? await client.send(request)
        return (try? await client.response().status) == 200
      }
    }
  }
}
