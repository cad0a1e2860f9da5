import HTTPFront
import Hummingbird
import Identity
import Scheduling

/// The context of a request for an account.
struct AccountContext: VerifiedContext {
  var coreContext: CoreRequestContextStorage
  let bodyGate: BodyGate
  let caller: VerifiedCaller
  let account: AccountName

  init(context: APIContext) throws {
    guard let token = context.token, let account = token.account else { throw APIError.unexpected }
    coreContext = context.coreContext
    bodyGate = context.bodyGate
    caller = VerifiedCaller(token, of: context)
    self.account = account
  }
}
