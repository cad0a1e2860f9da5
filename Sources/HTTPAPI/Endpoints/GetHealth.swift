import HTTPTypes
import Hummingbird
import Logging

/// `GET /health/live` and `/health/ready`, for whoever starts and restarts the process.
struct GetHealth: Sendable {
  /// Throws when requests cannot be served.
  let readiness: @Sendable () async throws -> Void

  /// The process runs.
  @Sendable
  func live(_: Request, context: APIContext) async throws -> Response { Self.response("live") }

  /// The process can serve: the database answers and has this version's migrations.
  @Sendable
  func ready(_: Request, context: APIContext) async throws -> Response {
    do {
      try await readiness()
    } catch {
      context.logger.warning("not ready", metadata: ["error": "\(String(reflecting: error))"])
      throw APIError.unavailable
    }
    return Self.response("ready")
  }

  private static func response(_ status: String) -> Response {
    var body = JSONObject()
    body.add("status", status)
    return Response(
      status: .ok, headers: [.contentType: "application/json"], body: body.responseBody)
  }
}
