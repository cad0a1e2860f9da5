import Telemetry
import TestSupport
import Testing
import Throttling

@Suite("The memory of bodies", .timeLimit(.minutes(5)))
struct BodyMemoryTests {
  private static let mebibyte = 1 << 20

  /// Eight MiB, with a share of two for each holder.
  private func memory(
    waitLimit: Duration = .milliseconds(1), metrics: MetricRegistry = MetricRegistry()
  ) -> BodyMemory {
    BodyMemory(
      of: .init(name: "test", bodies: "tests", largest: Self.mebibyte, shares: 4), mebibytes: 8,
      waitLimit: waitLimit, metrics: metrics)
  }

  @Test func `rejects a holder over its share, until one of its bodies has ended`() async throws {
    let metrics = MetricRegistry()
    let memory = memory(metrics: metrics)
    var first: BodyMemory.Hold? = try await memory.hold(Self.mebibyte, of: "a")
    let second = try await memory.hold(Self.mebibyte, of: "a")
    await #expect(throws: BodyMemory.Refusal.shareUsedUp) {
      _ = try await memory.hold(1, of: "a")
    }
    _ = try await memory.hold(2 * Self.mebibyte, of: "b")
    #expect(await metrics.value("wfm_test_memory_share_refusals_total") == 1)
    withExtendedLifetime(first) {}
    first = nil
    _ = try await memory.hold(Self.mebibyte, of: "a")
    withExtendedLifetime(second) {}
  }

  @Test func `times out if no memory becomes free, and counts the held memory`() async throws {
    let metrics = MetricRegistry()
    let memory = memory(metrics: metrics)
    var holds: [BodyMemory.Hold] = []
    for holder in ["a", "b", "c", "d"] {
      holds.append(try await memory.hold(2 * Self.mebibyte, of: holder))
    }
    await #expect(throws: BodyMemory.Refusal.timedOut) { _ = try await memory.hold(1, of: "e") }
    #expect(await metrics.value("wfm_test_memory_timeouts_total") == 1)
    #expect(await metrics.value("wfm_test_memory_bytes") == Double(8 * Self.mebibyte))
    holds.removeLast()
    // A body that timed out holds none of its share.
    _ = try await memory.hold(2 * Self.mebibyte, of: "e")
    #expect(await metrics.value("wfm_test_memory_bytes") == Double(6 * Self.mebibyte))
  }

  @Test func `has room for the longest body, even if a share is small`() async throws {
    let memory = BodyMemory(
      of: .init(name: "test", bodies: "tests", largest: 3 << 20, shares: 32), mebibytes: 8)
    _ = try await memory.hold(3 << 20, of: "a")
  }
}
