import Foundation
import HTTPFront
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP2
import Postgres
import Scheduling
import Telemetry
import WireText

/// The outermost middleware. It gives each request an id and a trace, and logs and counts it. It
/// adds the header fields of every response, and turns errors into the contract's body.
struct RequestMiddleware: RouterMiddleware {
  typealias Context = APIContext

  let trustedProxies: TrustedProxies
  let metrics: HTTPMetrics

  func handle(
    _ request: Request, context: APIContext,
    next: (Request, APIContext) async throws -> Response
  ) async throws -> Response {
    let trace = TraceContext(
      traceparents: request.headers[values: .traceparent],
      tracestates: request.headers[values: .tracestate])
    metrics.active.increment()
    defer { metrics.active.decrement() }
    return try await TraceContext.$current.withValue(trace) {
      try await handleTraced(request, context: context, next: next)
    }
  }

  private func handleTraced(
    _ request: Request, context: APIContext,
    next: (Request, APIContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    var context = context
    context.requestID = Self.requestID(from: request)
    context.clientEnd = trustedProxies.clientEnd(
      .init(
        client: context.clientEnd.client, scheme: request.head.scheme == "https" ? "https" : "http",
        authority: request.head.authority), fields: request.headers)
    context.logger[metadataKey: "request_id"] = .string(context.requestID)
    var response: Response
    var failure: (refusal: APIError, error: any Error)?
    do {
      response = try await next(request, context)
    } catch {
      if let fault = Self.fault(error, context) {
        // The client has disconnected or the transport has answered, so the client never reads this
        // response.
        response = Response(status: fault.status)
        let duration = start.duration(to: .now)
        metrics.count(
          request.method, path: context.endpointPath, response.status, nil, duration: duration)
        log(request, response, nil, duration: duration, logger: context.logger)
        return response
      }
      let refusal = APIError(error)
      failure = (refusal, error)
      response = refusal.response
    }
    response.headers[.requestID] = context.requestID
    if let trace = TraceContext.current, trace.caller != nil {
      response.headers[.traceresponse] = trace.parent.text
    }
    if !response.headers.contains(.cacheControl) { response.headers[.cacheControl] = "no-store" }
    for field in HTTPFields.security where !response.headers.contains(field.name) {
      response.headers.append(field)
    }
    // A client would take a body after the response to HEAD for the next response (RFC 9110,
    // section 9.3.2).
    if request.method == .head { response = response.asHead }
    let duration = start.duration(to: .now)
    metrics.count(
      request.method, path: context.endpointPath, response.status, failure?.refusal,
      duration: duration)
    log(request, response, failure, duration: duration, logger: context.logger)
    return response
  }

  /// The fault of the client or its connection that caused the error; nil for other errors.
  private static func fault(_ error: any Error, _ context: APIContext) -> TransportFault? {
    if let fault = TransportFault(error) { return fault }
    guard context.bodyGate.isClientGone else { return nil }
    // The end of the connection has cancelled the work.
    switch error {
    case is CancellationError, is ChannelError, is IOError, is any NIOHTTP2Error,
      PostgresError.cancelled:
      return .clientGone
    default: return nil
    }
  }

  /// The client's id if it is printable and has at most 128 characters; otherwise a new one.
  private static func requestID(from request: Request) -> String {
    if let id = request.headers[.requestID], (1...128).contains(id.utf8.count),
      id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    {
      return id
    }
    return UUID.random().wireText
  }

  /// The most characters of a path in the log: the longest path of a route, with an account's name.
  private static let longestPath = 256

  /// Logs the path without its query, since a signed link is a secret while it is valid.
  private func log(
    _ request: Request, _ response: Response, _ failure: (refusal: APIError, error: any Error)?,
    duration: Duration, logger: Logger
  ) {
    func metadata() -> Logger.Metadata {
      var metadata: Logger.Metadata = [
        "method": "\(request.method.rawValue)",
        "path": "\(ShownText.escaped(request.uri.path, limit: Self.longestPath))",
        "status": "\(response.status.code)", "duration": "\(duration)",
      ]
      if let failure {
        metadata["refusal"] = "\(failure.refusal.description)"
        if failure.refusal.family.logLevel > .info {
          metadata["error"] = "\(String(reflecting: failure.error))"
        }
      }
      return metadata
    }
    // The metadata is computed only if the level is logged.
    logger.log(level: failure?.refusal.family.logLevel ?? .info, "request", metadata: metadata())
  }
}

extension Response {
  /// The response without its body, with the length of the body if it is known.
  fileprivate var asHead: Response {
    var head = createHeadResponse()
    if !headers.contains(.contentLength) { head.headers[.contentLength] = nil }
    return head
  }
}

extension HTTPField.Name {
  static let traceparent = constant("traceparent")
  static let tracestate = constant("tracestate")
  /// The server's span, for a caller that sent a span (W3C Trace Context level 2, a draft).
  static let traceresponse = constant("traceresponse")
}
