import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Asks a server on this machine how it is.
struct HealthProbe: Sendable {
  let host: String
  let port: Int

  /// For a whole answer.
  static let timeLimit = TimeAmount.seconds(5)

  /// A server that listens on every address is asked at loopback.
  private var address: String {
    switch host {
    case "0.0.0.0": "127.0.0.1"
    case "::": "[::1]"
    case _ where host.contains(":"): "[\(host)]"
    default: host
    }
  }

  /// Whether the process runs.
  func isLive() async -> Bool {
    await refusal(of: "/health/live") == nil
  }

  /// Why it is not ready to serve; nil where it is.
  func reasonNotReady() async -> String? { await refusal(of: "/health/ready") }

  private func refusal(of path: String) async -> String? {
    let url = "http://\(address):\(port)\(path)"
    do {
      let response = try await HTTPClient.shared.execute(
        HTTPClientRequest(url: url), timeout: Self.timeLimit)
      let body = String(buffer: try await response.body.collect(upTo: 1 << 16))
      // Another program may well answer 200 to anything.
      guard response.status == .ok, body.hasPrefix(#"{"status":""#) else {
        return "\(url) answers \(response.status.code) \(body)"
      }
      return nil
    } catch {
      return "\(url) does not answer: \(error)"
    }
  }
}
