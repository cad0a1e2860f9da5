import Synchronization

/// Durations, counted in fixed buckets. Recording one takes a lock for a few nanoseconds and
/// allocates nothing.
package final class Histogram: Sendable {
  private struct State {
    /// One for each bound, and one for durations above the last bound.
    var counts: [Int]
    var sum = 0.0
  }

  /// Inclusive upper bounds in seconds, ascending.
  private let bounds: [Double]
  private let state: Mutex<State>

  /// - Parameter bounds: upper bounds in seconds, ascending.
  package init(bounds: [Double]) {
    self.bounds = bounds
    state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  /// Adds a duration.
  package func record(_ duration: Duration) {
    let seconds = duration.inSeconds
    let place = bounds.firstIndex { seconds <= $0 } ?? bounds.count
    state.withLock { state in
      state.counts[place] += 1
      state.sum += seconds
    }
  }

  /// The lines of the exposition, in which buckets are cumulative.
  package func samples(labels: MetricFamily.Labels = []) -> [MetricFamily.Sample] {
    let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
    var total = 0
    var samples: [MetricFamily.Sample] = []
    for (bound, count) in zip(bounds + [.infinity], counts) {
      total += count
      let labels = labels + [("le", MetricFamily.text(of: bound))]
      samples.append(.init(suffix: "_bucket", labels: labels, Double(total)))
    }
    samples.append(.init(suffix: "_sum", labels: labels, sum))
    samples.append(.init(suffix: "_count", labels: labels, Double(total)))
    return samples
  }
}

extension MetricRegistry {
  /// A histogram without labels.
  ///
  /// - Parameter bounds: upper bounds in seconds, ascending.
  package func histogram(_ name: String, _ help: String, bounds: [Double]) -> Histogram {
    let histogram = Histogram(bounds: bounds)
    add { [MetricFamily(.histogram, name, help, histogram.samples())] }
    return histogram
  }
}

extension Duration {
  /// The duration in seconds.
  package var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
