import Identity
import TestSupport

extension ManualClock {
  /// The clock by which issuers' keys are refreshed.
  var refreshClock: RefreshClock {
    RefreshClock(now: { self.now }, sleep: { try await self.sleep(until: $0, tolerance: nil) })
  }
}
