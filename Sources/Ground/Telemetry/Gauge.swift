import Synchronization

/// A number that goes up and down, such as the number of running jobs.
package final class Gauge: Sendable {
  private let level = Atomic<Int>(0)

  /// A gauge at 0.
  package init() {}

  /// Adds 1.
  package func increment() { level.wrappingAdd(1, ordering: .relaxed) }
  /// Subtracts 1.
  package func decrement() { level.wrappingSubtract(1, ordering: .relaxed) }
  /// Replaces the value.
  package func set(_ value: Int) { level.store(value, ordering: .relaxed) }

  /// The current value.
  package var value: Int { level.load(ordering: .relaxed) }
}
