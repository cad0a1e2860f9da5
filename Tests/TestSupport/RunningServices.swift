package import Logging
package import ServiceLifecycle

/// Runs services while `body` runs. Then waits for their orderly end, at most a minute.
///
/// - Throws: the errors of the services and of `body`, and `Overdue`.
package func running<R>(
  _ services: [any Service], logger: Logger = TestDatabase.logger,
  _ body: (ServiceGroup) async throws -> R
) async throws -> R {
  let group = ServiceGroup(configuration: .init(services: services, logger: logger))
  let run = Task { try await group.run() }
  let result: Result<R, any Error>
  do {
    result = .success(try await body(group))
  } catch {
    result = .failure(error)
  }
  await group.triggerGracefulShutdown()
  do {
    try await inTime("the end of the services") { try await run.value }
  } catch let overdue as Overdue {
    // The error of `body` is more informative.
    _ = try result.get()
    throw overdue
  }
  return try result.get()
}
