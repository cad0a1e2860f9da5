import ServiceLifecycle

extension IssuerKeys {
  /// The longest sleep. A visit caused by a token can make the next visit due earlier.
  private static let longestSleep = Duration.seconds(60)

  /// Visits the issuer at start and whenever a visit is due, until shutdown. Never fails: failed
  /// visits are retried.
  package func run() async throws {
    await cancelWhenGracefulShutdown { await self.keepFresh() }
  }

  private func keepFresh() async {
    while !Task.isCancelled {
      let now = clock.now()
      if nextVisit <= now {
        await refresh()
      } else {
        // A cancelled sleep ends the loop by its condition.
        try? await clock.sleep(min(nextVisit, now + Self.longestSleep))
      }
    }
  }
}
