import Foundation
import HTTPTypes
import Hummingbird
import Logging

/// The outermost layer of a request: its id, its line in the log, the headers that every response
/// has, and errors turned into the contract's body.
struct RequestMiddleware: RouterMiddleware {
  typealias Context = APIContext

  let trustedProxies: TrustedProxies

  func handle(
    _ request: Request, context: APIContext,
    next: (Request, APIContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    var context = context
    context.requestID = Self.requestID(from: request)
    context.remoteAddress = trustedProxies.client(
      peer: context.remoteAddress, forwardedFor: request.headers[values: .xForwardedFor])
    context.logger[metadataKey: "request_id"] = "\(context.requestID)"
    var response: Response
    var failure: (refusal: APIError, error: any Error)?
    do {
      response = try await next(request, context)
    } catch {
      let refusal = APIError(error)
      failure = (refusal, error)
      response = refusal.response
    }
    response.headers[.requestID] = context.requestID
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    for (name, value) in Self.securityHeaders { response.headers[name] = value }
    // A body behind the answer to HEAD would be taken for the next response (RFC 9110, section 9.3.2).
    if request.method == .head { response = response.createHeadResponse() }
    log(request, response, failure, duration: start.duration(to: .now), logger: context.logger)
    return response
  }

  /// The client's own id where it sent a printable one of at most 128 characters.
  private static func requestID(from request: Request) -> String {
    if let id = request.headers[.requestID], (1...128).contains(id.utf8.count),
      id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    {
      return id
    }
    return UUID.random().wireText
  }

  /// What security scanners expect of an API that serves no pages.
  static let securityHeaders: [(HTTPField.Name, String)] = [
    (.xContentTypeOptions, "nosniff"),
    (.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'"),
    // For browsers that do not know frame-ancestors.
    (.constant("X-Frame-Options"), "DENY"), (.constant("Referrer-Policy"), "no-referrer"),
    (.constant("Cross-Origin-Resource-Policy"), "same-origin"),
  ]

  /// The path without its query: a signed link is a secret while it is valid.
  private func log(
    _ request: Request, _ response: Response, _ failure: (refusal: APIError, error: any Error)?,
    duration: Duration, logger: Logger
  ) {
    var metadata: Logger.Metadata = [
      "method": "\(request.method.rawValue)", "path": "\(request.uri.path)",
      "status": "\(response.status.code)", "duration": "\(duration)",
    ]
    guard let failure else { return logger.info("request", metadata: metadata) }
    metadata["refusal"] = "\(failure.refusal.description)"
    if failure.refusal.logLevel > .info {
      metadata["error"] = "\(String(reflecting: failure.error))"
    }
    logger.log(level: failure.refusal.logLevel, "request", metadata: metadata)
  }
}

extension HTTPField.Name {
  static let requestID = constant("X-Request-Id")
  static let xForwardedFor = constant("X-Forwarded-For")

  static func constant(_ name: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is a field name") }
    return name
  }
}
