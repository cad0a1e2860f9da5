import Foundation
import TestSupport
import Testing

/// A program with which people commonly write uploads.
enum RealClient: CaseIterable, Sendable, CustomTestStringConvertible {
  case curlExpecting, curl, curlHTTP10, requests, httpx, fetch

  var testDescription: String {
    switch self {
    case .curlExpecting: "curl with Expect: 100-continue"
    case .curl: "curl without Expect"
    case .curlHTTP10: "curl with HTTP/1.0"
    case .requests: "Python's requests"
    case .httpx: "Python's httpx"
    case .fetch: "Node's fetch"
    }
  }

  var tool: Tool {
    switch self {
    case .curlExpecting, .curl, .curlHTTP10: .curl
    case .requests, .httpx: .pythonPackages
    case .fetch: .node
    }
  }

  private var interpreter: String {
    switch self {
    case .curlExpecting, .curl, .curlHTTP10: "sh"
    case .requests, .httpx: PythonTool.python
    case .fetch: "node"
    }
  }

  private var script: String {
    switch self {
    case .curlExpecting, .curl, .curlHTTP10: "upload_curl.sh"
    case .requests: "upload_requests.py"
    case .httpx: "upload_httpx.py"
    case .fetch: "upload_fetch.mjs"
    }
  }

  private var options: [String] {
    switch self {
    case .curlExpecting: ["-H", "Expect: 100-continue"]
    case .curl: ["-H", "Expect:"]
    case .curlHTTP10: ["--http1.0"]
    case .requests, .httpx, .fetch: []
    }
  }

  /// The outcome that a client received.
  struct Account: Decodable {
    let upload: Int
    let status: Client.Status
    let report: String
  }

  /// Uploads a file, waits for the outcome and fetches the report.
  func upload(_ file: String, to server: Server, token: String) async throws -> Account {
    let script = Places.path("Tests/Front/EndToEndTests/Clients/\(script)")
    let ending = try await Program.run(
      "/usr/bin/env", [interpreter, script, server.address, token, file] + options)
    guard ending.status == 0 else { throw Refused(text: ending.output + ending.errors) }
    return try JSONDecoder().decode(Account.self, from: Data(ending.output.utf8))
  }
}
