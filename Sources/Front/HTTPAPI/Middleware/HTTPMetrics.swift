import HTTPTypes
import Hummingbird
import Synchronization
import Telemetry

/// The metrics of requests. docs/reference/metrics.md explains each of them.
///
/// The values of labels are bounded: the routes of the table, the methods of RFC 9110, the statuses
/// of this server.
final class HTTPMetrics: Sendable {
  enum AuthenticationFailure: String, CaseIterable {
    /// The request has no access token, and the route needs one.
    case missing
    /// The Authorization field does not contain a token.
    case malformed
    case invalidToken = "invalid_token"
    /// The client failed to authenticate at the token endpoint.
    case invalidClient = "invalid_client"
    case invalidReportLink = "invalid_report_link"
  }

  let active: Gauge
  private let routes: [String: [RouteDurations]]
  private let unmatched: [RouteDurations]
  private let failures: Counters<AuthenticationFailure>
  private let refusals: Counters<Route.Limit>

  init(in registry: MetricRegistry, routes: [Route]) {
    var byPath: [String: [RouteDurations]] = [:]
    var all: [RouteDurations] = []
    for route in routes {
      let durations = RouteDurations(
        method: route.method, route: RouterPath(route.path).description, limit: route.limit)
      all.append(durations)
      for path in route.paths {
        byPath[RouterPath(path).description, default: []].append(durations)
      }
    }
    self.routes = byPath
    unmatched = (Self.knownMethods + [nil]).map { RouteDurations(method: $0) }
    active = registry.gauge("http_server_active_requests", "Requests in progress.")
    failures = registry.counters(
      "wfm_authentication_failures_total", "Requests rejected because they were not authenticated.",
      by: "reason", of: AuthenticationFailure.allCases)
    refusals = registry.counters(
      "wfm_rate_limit_refusals_total",
      "Requests rejected with 429, by the limit that they exceeded.",
      by: "limit", of: Route.Limit.allCases)
    let series = all + unmatched
    registry.add {
      [
        MetricFamily(
          .histogram, "http_server_request_duration_seconds",
          "Time from a request's head to the head of its response.",
          series.flatMap { $0.samples() })
      ]
    }
  }

  /// The methods that get a label. Others are counted as `_OTHER`.
  private static let knownMethods: [HTTPRequest.Method?] = [
    .get, .post, .patch, .put, .delete, .head, .options, .trace, .connect,
  ]

  /// Counts a request that was answered.
  ///
  /// - Parameters:
  ///   - path: the path of the route that matched; nil if none did.
  ///   - refusal: the error that was the response; nil if a handler answered.
  func count(
    _ method: HTTPRequest.Method, path: String?, _ status: HTTPResponse.Status,
    _ refusal: APIError?, duration: Duration
  ) {
    let matched = path.flatMap { routes[$0] }?.first { $0.method == method }
    let route = matched ?? unmatched.first { $0.method == method } ?? unmatched.last
    route?.record(duration, status: status.code)
    if let failure = Self.failure(status, refusal) { failures[failure]?.increment() }
    if Self.isOverRate(status, refusal), let limit = matched?.limit {
      refusals[limit]?.increment()
    }
  }

  private static func isOverRate(_ status: HTTPResponse.Status, _ refusal: APIError?) -> Bool {
    switch refusal {
    // Counted by `BodyMemory`.
    case .tooManyAtOnce: false
    default: status == .tooManyRequests
    }
  }

  private static func failure(
    _ status: HTTPResponse.Status, _ refusal: APIError?
  ) -> AuthenticationFailure? {
    switch refusal {
    case .unauthenticated(code: nil, description: _): .missing
    case .unauthenticated(code: "invalid_request", description: _): .malformed
    case .unauthenticated: .invalidToken
    case .invalidReportLink: .invalidReportLink
    // The token endpoint does not throw its refusals.
    case nil where status == .unauthorized: .invalidClient
    default: nil
    }
  }
}

/// The durations of a route's requests, in a histogram for each status.
private final class RouteDurations: Sendable {
  /// Nil for methods that get no label.
  let method: HTTPRequest.Method?
  let limit: Route.Limit?
  private let labels: MetricFamily.Labels
  private let histograms = Mutex<[Int: Histogram]>([:])

  /// The bounds of OpenTelemetry's http.server.request.duration, and two smaller ones.
  private static let bounds = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
  ]

  /// - Parameter route: empty for paths without a route. Prometheus treats an empty label as
  ///   absent.
  init(method: HTTPRequest.Method?, route: String = "", limit: Route.Limit? = nil) {
    self.method = method
    self.limit = limit
    labels = [("http_request_method", method?.rawValue ?? "_OTHER"), ("http_route", route)]
  }

  func record(_ duration: Duration, status: Int) {
    let histogram = histograms.withLock { histograms in
      if let known = histograms[status] { return known }
      let new = Histogram(bounds: Self.bounds)
      histograms[status] = new
      return new
    }
    histogram.record(duration)
  }

  func samples() -> [MetricFamily.Sample] {
    histograms.withLock { $0 }.sorted { $0.key < $1.key }.flatMap { status, histogram in
      histogram.samples(labels: labels + [("http_response_status_code", "\(status)")])
    }
  }
}
