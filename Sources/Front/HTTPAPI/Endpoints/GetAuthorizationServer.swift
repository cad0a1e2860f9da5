import Authorization
import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /.well-known/jwks.json` and `/.well-known/oauth-authorization-server`: the keys that verify
/// this server's tokens, and the metadata that names its token endpoint.
struct GetAuthorizationServer: Sendable {
  let server: AuthorizationServer

  /// How long the keys may be cached, in seconds. Every replica publishes a new key within
  /// `SigningKeyRing.interval`. That interval plus this time is shorter than
  /// `SigningKeyRotation.notice`, after which the key signs.
  static let keysMaxAge = 30
  /// How long the metadata may be cached, in seconds.
  static let metadataMaxAge = 300

  /// A JWK Set (RFC 7517 section 5).
  @Sendable
  func keys(_: Request, context: APIContext) async throws -> Response {
    guard let jwks = server.ring.jwks else { throw APIError.unavailable }
    return Self.response(
      ResponseBody(byteBuffer: ByteBuffer(string: jwks)), type: "application/jwk-set+json",
      maxAge: Self.keysMaxAge)
  }

  /// RFC 8414 section 3.2.
  @Sendable
  func metadata(_: Request, context: APIContext) async throws -> Response {
    Self.response(
      ResponseBody(byteBuffer: ByteBuffer(string: server.metadata.json)),
      type: "application/json", maxAge: Self.metadataMaxAge)
  }

  private static func response(_ body: ResponseBody, type: String, maxAge: Int) -> Response {
    Response(
      status: .ok,
      headers: [.contentType: type, .cacheControl: "public, max-age=\(maxAge)"], body: body)
  }
}
