import HTTPFront
import HTTPTypes
import Hummingbird
import Logging
import Scheduling
import Telemetry
import WireText

/// `GET /health/live` and `/health/ready`, for load balancers and for programs that restart the
/// process.
struct GetHealth: Sendable {
  /// Throws if the server cannot serve requests. The endpoint needs no token, so concurrent callers
  /// share one check, whose result is cached for `lifetime`. Health checks never hold more than one
  /// connection.
  let readiness: SharedReading<Void>
  let drain: Drain
  /// The version of the time zone rules in use.
  let timeZones: @Sendable () -> TimeZoneVersion

  /// How long the result of a check is cached.
  static let lifetime = Duration.seconds(1)

  /// Reports that the process runs.
  @Sendable
  func live(_: Request, context: APIContext) async throws -> Response { Self.response("live") }

  /// Reports whether the process can serve: the database answers and has this version's migrations,
  /// and the process is not stopping.
  @Sendable
  func ready(_: Request, context: APIContext) async throws -> Response {
    guard !drain.hasBegun else { throw APIError.unavailable }
    do {
      try await readiness.value()
    } catch {
      context.logger.warning("not ready", metadata: ["error": "\(String(reflecting: error))"])
      throw APIError.unavailable
    }
    return Self.response("ready", timeZones: timeZones())
  }

  static func response(_ status: String, timeZones: TimeZoneVersion? = nil) -> Response {
    var body = JSONText()
    body.add("status", status)
    if let timeZones { body.add("time_zone_rules", "\(timeZones)") }
    return Response(
      status: .ok, headers: [.contentType: "application/json"], body: body.responseBody)
  }
}
