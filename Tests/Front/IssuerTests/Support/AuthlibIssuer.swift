import AsyncHTTPClient
import EmbeddedPostgres
import Foundation
import NIOCore
import NIOHTTP1
import TestSupport

/// authlib_issuer.py as a process: an authorization server based on a third-party library.
actor AuthlibIssuer {
  struct Failure: Error, CustomStringConvertible { let description: String }

  private struct Reply: Decodable {
    var issuer: String?
    var pem: String?
    var requests: [String: Int]?
  }

  private struct TokenResponse: Decodable {
    let accessToken: String

    enum CodingKeys: String, CodingKey { case accessToken = "access_token" }
  }

  private let process: Process
  private let input = Pipe.made()
  private let output = Pipe.made()
  private(set) var issuer = ""

  /// Runs an issuer while `body` runs. It rejects connections before `listen()`.
  static func run<R: Sendable>(
    _ body: @Sendable (AuthlibIssuer) async throws -> R
  ) async throws -> R {
    let issuer = try AuthlibIssuer()
    let result: Result<R, any Error>
    do {
      try await issuer.greet()
      result = .success(try await body(issuer))
    } catch {
      result = .failure(error)
    }
    await issuer.end()
    return try result.get()
  }

  private init() throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "authlib_issuer.py")
    process = Self.process([script.path(percentEncoded: false)])
    process.standardInput = input
    process.standardOutput = output
    try process.start()
  }

  private static func process(_ arguments: [String]) -> Process {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      [PythonTool.python] + arguments
    return process
  }

  private func greet() async throws { issuer = try await reply().issuer ?? "" }

  private func end() async {
    try? input.fileHandleForWriting.close()
    let limit = ContinuousClock.now + .seconds(10)
    while process.isRunning, ContinuousClock.now < limit {
      try? await Task.sleep(for: .milliseconds(5))
    }
    if process.isRunning { process.terminate() }
  }

  // MARK: What it can be told

  /// - Parameter tls: whether to use TLS, with an untrusted certificate.
  func listen(tls: Bool = false) async throws { _ = try await say(["do": "listen", "tls": tls]) }
  func close() async throws { _ = try await say(["do": "close"]) }
  func retire() async throws { _ = try await say(["do": "retire"]) }
  func setClock(by seconds: Int) async throws { _ = try await say(["do": "clock", "by": seconds]) }

  func rotate(algorithm: String = "RS256", keyID: String? = nil) async throws {
    var command: [String: any Sendable] = ["do": "rotate", "alg": algorithm]
    command["kid"] = keyID
    _ = try await say(command)
  }

  /// The public half of the key with which it signs.
  var publicPEM: String { get async throws { try await say(["do": "pem"]).pem ?? "" } }

  /// The number of requests for its keys.
  var keyRequests: Int {
    get async throws { try await say(["do": "requests"]).requests?["/tenants/one/jwks"] ?? 0 }
  }

  /// A token by the client credentials grant, over HTTP.
  func token(
    account: String = "acme", scope: String = "wfm-public:read wfm-public:write"
  ) async throws -> String {
    var request = HTTPClientRequest(url: "\(issuer)/token")
    request.method = .POST
    request.setBasicAuth(username: "client-of-\(account)", password: "secret-of-\(account)")
    request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
    let form = "grant_type=client_credentials&scope=\(scope.replacing(" ", with: "+"))"
    request.body = .bytes(ByteBuffer(string: form))
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    let body = try await response.body.collect(upTo: 1 << 20)
    guard response.status == .ok else { throw Failure(description: String(buffer: body)) }
    return try JSONDecoder().decode(
      TokenResponse.self, from: Data(body.readableBytesView)
    ).accessToken
  }

  private func say(_ command: [String: any Sendable]) async throws -> Reply {
    let line = try JSONSerialization.data(withJSONObject: command) + Data("\n".utf8)
    try input.fileHandleForWriting.write(contentsOf: line)
    return try await reply()
  }

  /// Reads one line. There is no concurrent reader, because each test sends its own issuer one
  /// command at a time.
  private func reply() async throws -> Reply {
    let file = output.fileHandleForReading
    let line = try await inTime("an answer of the issuer") {
      try await blocking {
        var line = Data()
        while line.last != UInt8(ascii: "\n") {
          guard let part = try file.read(upToCount: 1), !part.isEmpty else {
            throw Failure(description: "the issuer has ended")
          }
          line += part
        }
        return line
      }
    }
    return try JSONDecoder().decode(Reply.self, from: line)
  }
}
