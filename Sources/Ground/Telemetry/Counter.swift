import Synchronization

/// A number that only grows. An increment is one atomic addition.
package final class Counter: Sendable {
  private let count = Atomic<Int>(0)

  /// A counter at 0.
  package init() {}

  /// Adds `amount`, which must not be negative.
  package func increment(by amount: Int = 1) { count.wrappingAdd(amount, ordering: .relaxed) }

  /// The current value.
  package var value: Int { count.load(ordering: .relaxed) }
}
