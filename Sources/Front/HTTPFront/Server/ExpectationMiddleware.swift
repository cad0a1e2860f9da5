import HTTPTypes
package import Hummingbird
import NIOCore

/// Answers 417 to a request with an expectation other than `100-continue`.
package struct ExpectationMiddleware<Context: RequestContext>: RouterMiddleware {
  /// Creates the middleware.
  package init() {}

  /// Answers or passes the request on.
  package func handle(
    _ request: Request, context: Context,
    next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    guard case .unknown = Expectation(fieldValues: request.headers[values: .expect]) else {
      return try await next(request, context)
    }
    let fault = TransportFault.unknownExpectation
    return Response(
      status: fault.status, headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(string: fault.body)))
  }
}
