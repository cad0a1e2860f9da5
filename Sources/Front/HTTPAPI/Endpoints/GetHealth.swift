import HTTPFront
import HTTPTypes
import Hummingbird
import Logging
import Scheduling
import Telemetry
import WireText

/// `GET /health/live` and `/health/ready`, for whoever starts and restarts the process.
struct GetHealth: Sendable {
  /// Throws when requests cannot be served. Anybody may ask, so it is found out once for all who ask
  /// at the same time, and counts for `lifetime`: they never hold more than one connection.
  let readiness: SharedReading<Void>
  let drain: Drain
  /// The rules in use.
  let timeZones: @Sendable () -> TimeZoneVersion

  /// For how long the server is taken to be ready without another look.
  static let lifetime = Duration.seconds(1)

  /// The process runs.
  @Sendable
  func live(_: Request, context: APIContext) async throws -> Response { Self.response("live") }

  /// The process can serve: the database answers and has this version's migrations, and it is not about
  /// to stop.
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
