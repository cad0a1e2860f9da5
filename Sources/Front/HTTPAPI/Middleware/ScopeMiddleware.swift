import HTTPTypes
import Hummingbird
import Identity
import Logging
import Scheduling

/// Admits a request if its access token is valid and has the route's scope.
struct ScopeMiddleware: RouterMiddleware {
  typealias Context = APIContext

  let verifier: TokenVerifier
  let scope: Scope

  func handle(
    _ request: Request, context: APIContext,
    next: (Request, APIContext) async throws -> Response
  ) async throws -> Response {
    let token = try await verifiedToken(of: request)
    guard token.scopes.contains(scope) else { throw APIError.insufficientScope(scope) }
    var context = context
    context.token = token
    if let account = token.account {
      context.logger[metadataKey: "account"] = .string(account.text)
    }
    return try await next(request, context)
  }

  private func verifiedToken(of request: Request) async throws(APIError) -> AccessToken {
    let token: String
    do throws(BearerFault) {
      token = try BearerCredentials.token(in: request.headers[values: .authorization])
    } catch {
      switch error {
      case .missing:
        throw .unauthenticated(code: nil, description: error.description)
      case .malformed:
        throw .unauthenticated(code: "invalid_request", description: error.description)
      }
    }
    do throws(TokenFault) {
      return try await verifier.verify(token)
    } catch .keysUnavailable {
      throw .unavailable
    } catch {
      throw .unauthenticated(code: "invalid_token", description: error.description)
    }
  }
}
