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
  var caller: VerifiedCaller { get }
}

/// Who asks, and from where.
struct VerifiedCaller {
  let token: AccessToken
  let clientEnd: TrustedProxies.ClientEnd
  let requestID: String

  init(_ token: AccessToken, of context: APIContext) {
    self.token = token
    clientEnd = context.clientEnd
    requestID = context.requestID
  }
}

extension VerifiedContext {
  /// The caller as the audit names it; worded only for what is written there.
  var origin: AuditRepository.Origin {
    var actor = caller.token.clientID ?? "unnamed client"
    // Only a command line is called so, whatever an issuer calls its clients.
    if actor.hasPrefix("cli:") { actor = "client:\(actor)" }
    return .init(
      actor: actor, remoteAddress: caller.clientEnd.client?.text, requestID: caller.requestID)
  }
}

/// The context of a request for an account.
struct AccountContext: VerifiedContext {
  var coreContext: CoreRequestContextStorage
  let bodyGate: BodyGate
  let caller: VerifiedCaller
  /// The account's external id.
  let account: String
  /// What the request's own statement has to decide on.
  let rateClaim: RateClaim?

  init(context: APIContext) throws {
    guard let token = context.token, let account = token.account else { throw APIError.unexpected }
    coreContext = context.coreContext
    bodyGate = context.bodyGate
    caller = VerifiedCaller(token, of: context)
    self.account = account
    rateClaim = context.rateClaim
  }
}

/// The context of a request of the installation's administrator.
struct AdminContext: VerifiedContext {
  var coreContext: CoreRequestContextStorage
  let bodyGate: BodyGate
  let caller: VerifiedCaller

  init(context: APIContext) throws {
    guard let token = context.token, token.subject == .installation else {
      throw APIError.unexpected
    }
    coreContext = context.coreContext
    bodyGate = context.bodyGate
    caller = VerifiedCaller(token, of: context)
  }
}
