import ServiceLifecycle

extension IssuerKeys {
  /// The longest sleep: a visit that a token caused can make the next one due earlier.
  private static let longestSleep = Duration.seconds(60)

  /// Visits the issuer at once and whenever it is due, until shutdown. Never fails: an issuer that is
  /// down is visited again.
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
