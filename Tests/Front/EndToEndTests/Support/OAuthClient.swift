import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

/// A client of the token endpoint, as `wfm clients create` printed it.
struct OAuthClient: Sendable {
  let id: String
  let secret: String

  /// - Parameter printed: `client_id: …` and `client_secret: …`, a line each.
  init(printed: String) throws {
    guard let id = printed.firstMatch(of: /client_id: (\S+)\n/),
      let secret = printed.firstMatch(of: /client_secret: (\S+)\n/)
    else { throw Refused(text: printed) }
    self.id = String(id.1)
    self.secret = String(secret.1)
  }

  /// The endpoint's response to this client.
  struct Answer: Sendable {
    let status: Int
    /// Nil if the server issued none.
    let accessToken: String?
  }

  func requestToken(of address: String) async throws -> Answer {
    var request = HTTPClientRequest(url: "\(address)/oauth/token")
    request.method = .POST
    request.setBasicAuth(username: id, password: secret)
    request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
    request.body = .bytes(ByteBuffer(string: "grant_type=client_credentials"))
    let (response, body) = try await exchange(request)
    let token = body.firstMatch(of: /"access_token":"([^"]+)"/).map { String($0.1) }
    return Answer(status: Int(response.status.code), accessToken: token)
  }
}
