import HTTPTypes
import Hummingbird

/// Distinguishes an unsupported method of a resource (405) from a path without a resource (404).
/// The router only knows whether the method and the path together have a handler.
struct MethodMiddleware: RouterMiddleware {
  typealias Context = APIContext

  let routes: [Route]

  func handle(
    _ request: Request, context: APIContext,
    next: (Request, APIContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch let error as HTTPError where error.status == .notFound {
      let methods = routes.filter { $0.matches(request.uri.path) }.map(\.method.rawValue)
      guard !methods.isEmpty else {
        throw APIError.garbledReportLink(request) ?? .routeNotFound
      }
      throw APIError.methodNotAllowed(allowed: methods.sorted().joined(separator: ", "))
    }
  }
}
