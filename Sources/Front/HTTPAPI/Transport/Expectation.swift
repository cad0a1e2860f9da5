import HTTPTypes
package import Hummingbird
package import NIOCore

/// What a request's `Expect` field asks for (RFC 9110, section 10.1.1).
package enum Expectation {
  case none
  case `continue`
  case unknown

  /// - Parameter fieldValues: the values of all `Expect` fields, each possibly a list.
  package init(fieldValues: [String]) {
    let members = fieldValues.flatMap { $0.lowercased().split { " \t,".contains($0) } }
    self =
      members.isEmpty
      ? .none : members.allSatisfy { $0 == "100-continue" } ? .continue : .unknown
  }
}

/// The event by which the application says that it is going to read the body of its request.
struct BodyWanted: Sendable {}

/// The application's side of `Expect: 100-continue`: a request context keeps one, and an endpoint
/// opens it when the checks on the headers have passed, just before it reads the body.
///
/// A client that asked is told `100 Continue` then, once, and only if no byte of the body has
/// arrived. A request that is answered without it gets `Connection: close`, since its body may
/// never come. Opening the gate of a request that asked for nothing does nothing.
package struct BodyGate: Sendable {
  private let channel: any Channel

  /// - Parameter channel: the connection, from the context's source.
  package init(channel: any Channel) {
    self.channel = channel
  }

  /// Whether the connection, or the stream of HTTP/2, has ended. One whose client has only ended its
  /// own side has not.
  var isClientGone: Bool { !channel.isActive }

  /// Lets the client send the body. Does not wait; a connection that has gone is found by reading.
  package func open() {
    channel.triggerUserOutboundEvent(BodyWanted(), promise: nil)
  }
}

/// Answers 417 to a request with an expectation other than `100-continue`.
package struct ExpectationMiddleware<Context: RequestContext>: RouterMiddleware {
  package init() {}

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
