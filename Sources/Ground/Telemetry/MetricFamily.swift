/// All series of one name at the time of a scrape.
///
/// Names follow Prometheus' conventions (base units, `_total`, `_seconds`, `_bytes`), and
/// OpenTelemetry's semantic conventions where these define one.
package struct MetricFamily: Sendable {
  /// The type of a metric, by Prometheus' names.
  package enum Kind: String, Sendable {
    case counter, gauge, histogram
  }

  /// The labels of a series.
  package typealias Labels = [(name: String, value: String)]

  /// A line of the exposition.
  package struct Sample: Sendable {
    /// The text after the family's name: `_bucket`, `_sum` and `_count` of a histogram.
    package let suffix: String
    /// The labels of the series.
    package let labels: Labels
    /// The value in base units.
    package let value: Double

    /// - Parameters: see the properties of the same names.
    package init(suffix: String = "", labels: Labels = [], _ value: Double) {
      self.suffix = suffix
      self.labels = labels
      self.value = value
    }
  }

  /// The name, without a suffix.
  package let name: String
  /// A sentence about the metric.
  package let help: String
  /// The type of the metric.
  package let kind: Kind
  /// The series; empty if no value is known.
  package var samples: [Sample]

  /// A family with any number of series.
  package init(_ kind: Kind, _ name: String, _ help: String, _ samples: [Sample] = []) {
    self.kind = kind
    self.name = name
    self.help = help
    self.samples = samples
  }

  /// A family with one series without labels; without series if the value is nil.
  package init(_ kind: Kind, _ name: String, _ help: String, value: Double?) {
    self.init(kind, name, help, value.map { [Sample($0)] } ?? [])
  }
}
