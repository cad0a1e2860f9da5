package import Hummingbird
import Identity
import Logging
import NIOCore

/// What is known of a request while it is handled.
package struct APIContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  let bodyGate: BodyGate
  /// Names the request in the log, in the response and in what it stores.
  var requestID = ""
  /// Set once the access token was verified.
  var token: AccessToken?

  package init(source: Source) {
    coreContext = .init(source: source)
    bodyGate = BodyGate(channel: source.channel)
  }
}

/// The context of a request whose token was verified and has the route's scope.
struct AuthorizedContext: ChildRequestContext {
  var coreContext: CoreRequestContextStorage
  let bodyGate: BodyGate
  let requestID: String
  let token: AccessToken

  init(context: APIContext) throws {
    guard let token = context.token else { throw APIError.unexpected }
    coreContext = context.coreContext
    bodyGate = context.bodyGate
    requestID = context.requestID
    self.token = token
  }
}
