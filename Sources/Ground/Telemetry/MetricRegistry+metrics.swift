extension MetricRegistry {
  /// A counter without labels.
  package func counter(_ name: String, _ help: String) -> Counter {
    let counter = Counter()
    add { [MetricFamily(.counter, name, help, value: Double(counter.value))] }
    return counter
  }

  /// A counter for each case. The case is the value of the label `label`.
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

  /// A gauge without labels.
  package func gauge(_ name: String, _ help: String) -> Gauge {
    let gauge = Gauge()
    add { [MetricFamily(.gauge, name, help, value: Double(gauge.value))] }
    return gauge
  }
}
