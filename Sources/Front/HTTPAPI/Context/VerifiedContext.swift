import HTTPFront
import Hummingbird
import Identity
import Scheduling

/// The context of a request whose token was verified and has the route's scope.
protocol VerifiedContext: ChildRequestContext where ParentContext == APIContext {
  var bodyGate: BodyGate { get }
  var caller: VerifiedCaller { get }
}

/// The client of a request, and where the request came from.
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
  /// The caller as the audit records it. Computed only for requests that write to the audit.
  var origin: AuditOrigin {
    var actor = caller.token.clientID ?? "unnamed client"
    // The prefix is reserved for the command line, and an issuer may choose any client id.
    if actor.hasPrefix("cli:") { actor = "client:\(actor)" }
    return .init(
      actor: actor, remoteAddress: caller.clientEnd.client?.text, requestID: caller.requestID)
  }
}
