import HTTPFront
import Hummingbird
import Identity
import Scheduling

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
