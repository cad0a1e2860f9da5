import Authorization
import Foundation
import HTTPFront
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Scheduling
import Throttling
import WireText

/// `POST /oauth/token`: the token endpoint (RFC 6749 section 3.2).
struct PostToken: Sendable {
  /// The largest body, in bytes.
  static let maximumBodySize = 64 * 1024
  /// The response to a failed authentication is sent at a multiple of this time after the request.
  /// So its timing does not reveal whether the client exists, although an existing client costs a
  /// query.
  static let failureStep = Duration.milliseconds(20)

  let server: AuthorizationServer
  let failures: FailedAuthentications
  /// The budgets of tokens, one for each client.
  let budget: RateBudget
  let memory: BodyMemory

  @Sendable
  func respond(to request: Request, context: APIContext) async throws -> Response {
    do {
      let (wanted, room) = try await read(request, context: context)
      defer { withExtendedLifetime(room) {} }
      return Self.response(try await grant(wanted, context: context))
    } catch let refusal as TokenRefusal {
      log(refusal, context: context)
      return refusal.response
    }
  }

  /// Reserves memory for the body. A chunked body may have any length up to the limit, so it
  /// reserves the limit.
  private func hold(
    for request: Request, context: APIContext
  ) async throws(TokenRefusal) -> BodyMemory.Hold {
    let length = request.headers[.contentLength].flatMap(Int.init) ?? Self.maximumBodySize
    do {
      return try await memory.hold(
        2 * length, of: "\(context.network)")
    } catch {
      throw .tooManyAtOnce
    }
  }

  private func grant(
    _ request: TokenRequest, context: APIContext
  ) async throws(TokenRefusal) -> TokenGrant.Granted {
    let client = request.clientID
    guard client.utf8.count <= ClientAuthenticator.longestClientID else {
      throw .invalidClient(
        "The client id is longer than \(ClientAuthenticator.longestClientID) bytes.")
    }
    if let seconds = failures.wait(client: client, network: context.network) {
      throw .throttled(retryAfter: seconds)
    }
    let start = ContinuousClock.now
    do throws(TokenRefusal) {
      let credentials = try await server.authenticator.authenticate(request)
      try await charge(client, credentials)
      return try server.grant.token(for: client, with: credentials, scope: request.scope)
    } catch {
      if case .invalidClient = error {
        failures.record(client: client, network: context.network)
        await Self.finishStep(since: start)
      }
      throw error
    }
  }

  /// Takes a token from the client's budget. Called only after the authentication, so that a
  /// stranger who knows the client's id cannot use up the budget.
  private func charge(
    _ client: String, _ credentials: ClientCredentials
  ) async throws(TokenRefusal) {
    do {
      let caller = RateBudget.Caller(account: credentials.owner.account, holder: client)
      _ = try await budget.take(caller)
    } catch let refusal as RateRefusal {
      throw .tooManyTokens(retryAfter: refusal.retryAfter)
    } catch {
      throw TokenRefusal(error)
    }
  }

  /// Waits for the end of the step; returns early only if the client disconnects.
  private static func finishStep(since start: ContinuousClock.Instant) async {
    let steps = (start.duration(to: .now) / failureStep).rounded(.up)
    try? await Task.sleep(until: start + failureStep * Int(steps), clock: .continuous)
  }

  /// - Returns: the request, and the memory that its body holds.
  private func read(
    _ request: Request, context: APIContext
  ) async throws -> (TokenRequest, BodyMemory.Hold) {
    do {
      try Self.checkHead(of: request)
      let room = try await hold(for: request, context: context)
      context.bodyGate.open()
      let form = try await Self.form(of: request)
      let authorization = request.headers[values: .authorization]
      return (try TokenRequest(form: form, authorization: authorization), room)
    } catch let refusal as TokenRefusal {
      throw refusal.pointing(toQuery: request.uri.query ?? "")
    }
  }

  private static func checkHead(of request: Request) throws(TokenRefusal) {
    let types = request.headers[values: .contentType]
    let type = types.first?.prefix { $0 != ";" }.lowercased().filter { !" \t".contains($0) }
    guard types.count == 1, type == "application/x-www-form-urlencoded" else {
      throw .invalidRequest(
        "The Content-Type is not application/x-www-form-urlencoded. Send the parameters in that form."
      )
    }
    guard request.contentCoding == nil else {
      throw .invalidRequest(
        "The body has a Content-Encoding. Send the body uncompressed, without Content-Encoding.")
    }
    if let length = request.headers[.contentLength].flatMap(Int.init), length > maximumBodySize {
      throw .bodyTooLarge(limit: maximumBodySize)
    }
  }

  /// - Throws: `bodyTooLarge`, or the connection's error if the client disconnected.
  private static func form(of request: Request) async throws -> [UInt8] {
    var form: [UInt8] = []
    for try await buffer in request.body {
      form += buffer.readableBytesView
      guard form.count <= maximumBodySize else {
        throw TokenRefusal.bodyTooLarge(limit: maximumBodySize)
      }
    }
    return form
  }

  /// RFC 6749 section 5.1.
  private static func response(_ granted: TokenGrant.Granted) -> Response {
    var body = JSONText()
    body.add("access_token", granted.accessToken)
    body.add("expires_in", granted.lifetime)
    body.add("scope", granted.scope)
    body.add("token_type", "Bearer")
    return Response(
      status: .ok, headers: TokenRefusal.commonHeaders, body: body.responseBody)
  }

  /// Logs the reason, and the cause of a failure of the server or the database. Never logs anything
  /// that the client sent.
  private func log(_ refusal: TokenRefusal, context: APIContext) {
    var metadata: Logger.Metadata = [
      "error": "\(refusal.code)", "reason": "\(refusal.description)",
      "remote_address": "\(context.clientEnd.client?.text ?? "")",
    ]
    var level = Logger.Level.info
    switch refusal {
    case .failed(let cause):
      metadata["cause"] = "\(String(reflecting: cause))"
      level = .error
    case .unavailable(let cause):
      metadata["cause"] = "\(cause.map { String(reflecting: $0) } ?? "no signing key is known")"
      level = .warning
    case .invalidRequest, .bodyTooLarge, .invalidClient, .unsupportedGrantType, .invalidScope,
      .throttled, .tooManyTokens, .tooManyAtOnce:
      break
    }
    context.logger.log(level: level, "no token", metadata: metadata)
  }
}
