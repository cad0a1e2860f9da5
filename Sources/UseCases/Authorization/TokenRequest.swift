package import Identity
package import Secrets
import WireText

/// A request to the token endpoint (RFC 6749 section 4.4.2), parsed but not authenticated.
package struct TokenRequest: Sendable {
  /// The credentials that a client sent.
  package enum Credentials: Sendable {
    /// `client_secret_basic` or `client_secret_post`.
    case secret(client: String, secret: Secret)
    /// `private_key_jwt`.
    case assertion(ClientAssertion)
  }

  /// The credentials, not verified yet.
  package let credentials: Credentials
  /// The scope as it was sent; nil requests all scopes that the client is allowed.
  package let scope: String?

  /// The client's id, not verified yet.
  package var clientID: String {
    switch credentials {
    case .secret(let client, _): client
    case .assertion(let assertion): assertion.clientID
    }
  }

  /// Parses a request.
  ///
  /// - Parameters:
  ///   - form: the request's body.
  ///   - authorization: the values of all Authorization headers.
  /// - Throws: `invalidRequest`, `unsupportedGrantType`, `invalidClient`
  package init(form: [UInt8], authorization: [String]) throws(TokenRefusal) {
    let parameters = try FormURLEncoded.parameters(Self.parameters, in: form)
    guard let grant = parameters["grant_type"] else {
      throw .invalidRequest(
        "The parameter grant_type is missing. Send grant_type=client_credentials.")
    }
    guard grant == "client_credentials" else { throw .unsupportedGrantType }
    credentials = try Self.credentials(of: parameters, authorization: authorization)
    scope = parameters["scope"]
    // RFC 7521 section 4.2: client_id may be absent but must not differ.
    if let client = parameters["client_id"], !client.utf8.elementsEqual(clientID.utf8) {
      throw .invalidRequest(
        "The client_id differs from that of the credentials. "
          + "Send the client_id of the credentials, or omit it.")
    }
  }

  /// The names of the endpoint's parameters in a query. Their values are not read, since URLs are
  /// logged.
  static func parameters(inQuery query: String) -> [String] {
    let names = query.split(separator: "&").map { String($0.prefix { $0 != "=" }) }
    return parameters.intersection(names).sorted()
  }

  private static let parameters: Set<String> = [
    "grant_type", "scope", "client_id", "client_secret", "client_assertion",
    "client_assertion_type",
  ]

  /// Reads the credentials, which use exactly one method (RFC 6749 section 2.3).
  private static func credentials(
    of parameters: [String: String], authorization: [String]
  ) throws(TokenRefusal) -> Credentials {
    let basic = try BasicCredentials.read(authorization)
    let secret = parameters["client_secret"]
    let assertion = parameters["client_assertion"]
    let type = parameters["client_assertion_type"]
    let methods = [basic != nil, secret != nil, assertion != nil || type != nil]
    guard methods.filter(\.self).count <= 1 else {
      throw .invalidRequest("The request uses several ways to authenticate. Use exactly one.")
    }
    if let basic { return .secret(client: basic.client, secret: Secret(basic.secret)) }
    if let secret {
      guard let client = parameters["client_id"] else {
        throw .invalidRequest("The parameter client_id is missing. Send it with client_secret.")
      }
      return .secret(client: client, secret: Secret(secret))
    }
    guard assertion != nil || type != nil else {
      throw .invalidClient(
        "The request has no client credentials. Send client_id and client_secret, or a "
          + "client_assertion."
      )
    }
    return .assertion(try read(assertion, type: type))
  }

  private static func read(
    _ assertion: String?, type: String?
  ) throws(TokenRefusal) -> ClientAssertion {
    guard let assertion, let type else {
      throw .invalidRequest(
        "Only one of client_assertion and client_assertion_type was sent. Send both.")
    }
    guard type == ClientAssertion.type else {
      throw .invalidClient(
        "The client_assertion_type is not supported. Use \(ClientAssertion.type).")
    }
    do {
      return try ClientAssertion(assertion)
    } catch {
      throw .invalidClient(error.description)
    }
  }
}
