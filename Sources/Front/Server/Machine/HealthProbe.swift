import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import Scheduling

/// Asks the server on this machine for its health.
package struct HealthProbe: Sendable {
  let host: String
  let port: Int
  /// Whether the server speaks TLS itself.
  let isSecure: Bool

  /// The time limit for a whole response.
  static let timeLimit = TimeAmount.seconds(5)

  /// Loopback for a server that listens on every address.
  private var address: String {
    switch host {
    case "0.0.0.0": "127.0.0.1"
    case "::": "[::1]"
    case _ where host.contains(":"): "[\(host)]"
    default: host
    }
  }

  /// Whether the server process runs.
  package func isLive() async -> Bool {
    await refusal(of: "/health/live") == nil
  }

  /// Why the server is not ready; nil if it is.
  package func reasonNotReady() async -> String? { await refusal(of: "/health/ready") }

  /// The certificate is not verified: it names the server's public host, not this address.
  private var configuration: HTTPClient.Configuration {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.certificateVerification = .none
    return HTTPClient.Configuration(tlsConfiguration: tls)
  }

  private func refusal(of path: String) async -> String? {
    let url = "\(isSecure ? "https" : "http")://\(address):\(port)\(path)"
    do {
      let (status, body) = try await HTTPClient.withHTTPClient(configuration: configuration) {
        let response = try await $0.execute(HTTPClientRequest(url: url), timeout: Self.timeLimit)
        return (response.status, String(buffer: try await response.body.collect(upTo: 1 << 16)))
      }
      // Another program on this port may answer 200 to every request.
      guard status == .ok, body.hasPrefix(#"{"status":""#) else {
        return "\(url) answers \(status.code) \(ShownText.quoted(body, limit: 1000))"
      }
      return nil
    } catch {
      return "\(url) does not answer: \(error)"
    }
  }
}
