import Synchronization

/// A number that only grows. Counting is one atomic addition.
package final class Counter: Sendable {
  private let count = Atomic<Int>(0)

  package init() {}

  package func increment(by amount: Int = 1) { count.wrappingAdd(amount, ordering: .relaxed) }

  package var value: Int { count.load(ordering: .relaxed) }
}

/// A number that goes up and down, such as of jobs under way.
package final class Gauge: Sendable {
  private let level = Atomic<Int>(0)

  package init() {}

  package func increment() { level.wrappingAdd(1, ordering: .relaxed) }
  package func decrement() { level.wrappingSubtract(1, ordering: .relaxed) }
  package func set(_ value: Int) { level.store(value, ordering: .relaxed) }

  package var value: Int { level.load(ordering: .relaxed) }
}

/// The counters of a closed set of cases. All exist from the start, so that a rate is there before
/// the first event.
package struct Counters<Case: Hashable & Sendable>: Sendable {
  fileprivate let cases: [Case]
  private let counters: [Case: Counter]

  fileprivate init(_ cases: [Case]) {
    self.cases = cases
    counters = Dictionary(uniqueKeysWithValues: cases.map { ($0, Counter()) })
  }

  /// Nil for a case that was not declared.
  package subscript(_ case: Case) -> Counter? { counters[`case`] }
}

extension MetricRegistry {
  /// A counter without labels.
  package func counter(_ name: String, _ help: String) -> Counter {
    let counter = Counter()
    add { [MetricFamily(.counter, name, help, value: Double(counter.value))] }
    return counter
  }

  /// A counter for each case, which is the value of `label`.
  package func counters<Case: RawRepresentable<String> & Hashable & Sendable>(
    _ name: String, _ help: String, by label: String, of cases: [Case]
  ) -> Counters<Case> {
    let counters = Counters(cases)
    add {
      let samples = counters.cases.map { each in
        MetricFamily.Sample(
          labels: [(label, each.rawValue)], Double(counters[each]?.value ?? 0))
      }
      return [MetricFamily(.counter, name, help, samples)]
    }
    return counters
  }

  package func gauge(_ name: String, _ help: String) -> Gauge {
    let gauge = Gauge()
    add { [MetricFamily(.gauge, name, help, value: Double(gauge.value))] }
    return gauge
  }
}
