package import Hummingbird
import Identity
import Logging
import NIOCore
import Store

/// What is known of a request while it is handled.
package struct APIContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  let bodyGate: BodyGate
  /// The client's end: of the connection or, behind a trusted proxy, what that says.
  var clientEnd: TrustedProxies.ClientEnd
  /// Names the request in the log, in the response and in what it stores.
  var requestID = ""
  /// Set once the access token was verified.
  var token: AccessToken?
  /// What the request's own statement has to decide on.
  var rateClaim: RateClaim?

  package init(source: Source) {
    coreContext = .init(source: source)
    bodyGate = BodyGate(channel: source.channel)
    clientEnd = .init(client: IPAddress(source.channel.remoteAddress), scheme: "http")
  }
}

/// The context of a request whose token was verified and has the route's scope.
protocol VerifiedContext: ChildRequestContext where ParentContext == APIContext {
  var bodyGate: BodyGate { get }
  var token: AccessToken { get }
  var clientEnd: TrustedProxies.ClientEnd { get }
  var requestID: String { get }
}

extension VerifiedContext {
  /// Who asks, and from where.
  var origin: AuditRepository.Origin {
    var actor = token.clientID ?? "unnamed client"
    // Only a command line is called so, whatever an issuer calls its clients.
    if actor.hasPrefix("cli:") { actor = "client:\(actor)" }
    return .init(actor: actor, remoteAddress: clientEnd.client?.text, requestID: requestID)
  }
}

/// The context of a request for an account.
struct AccountContext: VerifiedContext {
  var coreContext: CoreRequestContextStorage
  let bodyGate: BodyGate
  let token: AccessToken
  let clientEnd: TrustedProxies.ClientEnd
  let requestID: String
  /// The account's external id.
  let account: String
  /// What the request's own statement has to decide on.
  let rateClaim: RateClaim?

  init(context: APIContext) throws {
    guard let token = context.token, let account = token.account else { throw APIError.unexpected }
    coreContext = context.coreContext
    bodyGate = context.bodyGate
    self.token = token
    clientEnd = context.clientEnd
    requestID = context.requestID
    self.account = account
    rateClaim = context.rateClaim
  }
}

/// The context of a request of the installation's administrator.
struct AdminContext: VerifiedContext {
  var coreContext: CoreRequestContextStorage
  let bodyGate: BodyGate
  let token: AccessToken
  let clientEnd: TrustedProxies.ClientEnd
  let requestID: String

  init(context: APIContext) throws {
    guard let token = context.token, token.subject == .installation else {
      throw APIError.unexpected
    }
    coreContext = context.coreContext
    bodyGate = context.bodyGate
    self.token = token
    clientEnd = context.clientEnd
    requestID = context.requestID
  }
}
