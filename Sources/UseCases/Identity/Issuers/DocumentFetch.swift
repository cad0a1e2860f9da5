import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Telemetry

/// Fetches one document of an issuer. Size and time are limited; redirects and compression are
/// rejected.
struct DocumentFetch: Sendable {
  /// The longest document, in bytes.
  static let longest = VerificationKeys.longestKeySet
  /// The time limit for a whole response, including name resolution and connection.
  static let timeLimit = Duration.seconds(5)

  struct Document: Sendable {
    let body: [UInt8]
    /// How long the document is fresh.
    let lifetime: Duration
  }

  let client: HTTPClient
  let clock: RefreshClock

  /// Runs `body` with an HTTP client for one visit to an issuer. Visits are minutes apart, so no
  /// client is kept.
  static func withClient<Result: Sendable>(
    _ body: (HTTPClient) async -> Result
  ) async throws -> Result {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow, decompression: .disabled)
    configuration.httpVersion = .http1Only
    // `RefreshSchedule` retries visits, so the client must not.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.timeout = .init(connect: .seconds(timeLimit.components.seconds))
    return try await HTTPClient.withHTTPClient(configuration: configuration, body)
  }

  func document(at url: IssuerURL) async throws(IssuerFault) -> Document {
    let end = clock.now().advanced(by: Self.timeLimit)
    let outcome = await withTaskGroup(of: Result<Document, IssuerFault>.self) { group in
      group.addTask { await response(from: url) }
      group.addTask {
        do {
          try await clock.sleep(end)
          return .failure(.timedOut(url: url.text))
        } catch {
          return .failure(.cancelled)
        }
      }
      let first = await group.next()
      group.cancelAll()
      return first ?? .failure(.cancelled)
    }
    return try outcome.get()
  }

  private func response(from url: IssuerURL) async -> Result<Document, IssuerFault> {
    var request = HTTPClientRequest(url: url.text)
    request.headers.add(name: "Accept", value: "application/json, application/jwk-set+json")
    // Set if a request caused the visit, because the request's token names an unknown key.
    if let trace = TraceContext.current {
      request.headers.add(name: "traceparent", value: trace.parent.text)
      if !trace.state.isEmpty { request.headers.add(name: "tracestate", value: trace.state) }
    }
    do {
      let response = try await client.execute(request, deadline: .distantFuture)
      try Self.check(response, of: url)
      var body: [UInt8] = []
      for try await part in response.body {
        guard body.count + part.readableBytes <= Self.longest else {
          throw IssuerFault.tooLong(url: url.text)
        }
        body += part.readableBytesView
      }
      let lifetime = FreshnessLifetime.of(
        cacheControl: response.headers["Cache-Control"], age: response.headers.first(name: "Age"))
      return .success(Document(body: body, lifetime: lifetime))
    } catch let fault as IssuerFault {
      return .failure(fault)
    } catch {
      return .failure(
        Task.isCancelled ? .cancelled : .unreachable(url: url.text, reason: "\(error)"))
    }
  }

  private static func check(
    _ response: HTTPClientResponse, of url: IssuerURL
  ) throws(IssuerFault) {
    let code = response.status.code
    if (300...399).contains(code) { throw .redirected(url: url.text) }
    guard code == 200 else { throw .status(url: url.text, code: code) }
    guard isJSON(response.headers) else { throw .otherMediaType(url: url.text) }
    if let length = response.headers.first(name: "Content-Length"), Int(length) ?? 0 > longest {
      throw .tooLong(url: url.text)
    }
  }

  /// `application/json`, or a type with the suffix `+json` such as RFC 7517's
  /// `application/jwk-set+json`.
  private static func isJSON(_ headers: HTTPHeaders) -> Bool {
    let encoding = headers.first(name: "Content-Encoding")?.lowercased() ?? "identity"
    let type = headers.first(name: "Content-Type")?.lowercased().prefix { $0 != ";" && $0 != " " }
    guard let type, encoding == "identity" else { return false }
    return type == "application/json" || type.hasPrefix("application/") && type.hasSuffix("+json")
  }
}
