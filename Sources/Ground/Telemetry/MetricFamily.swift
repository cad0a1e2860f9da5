/// All series of one name, as they stand at a scrape.
///
/// Names follow Prometheus' conventions (base units, `_total`, `_seconds`, `_bytes`), and those of
/// OpenTelemetry's semantic conventions where there are such.
package struct MetricFamily: Sendable {
  package enum Kind: String, Sendable {
    case counter, gauge, histogram
  }

  package typealias Labels = [(name: String, value: String)]

  /// A line of the exposition.
  package struct Sample: Sendable {
    /// What follows the family's name: `_bucket`, `_sum` and `_count` of a histogram.
    package let suffix: String
    package let labels: Labels
    package let value: Double

    package init(suffix: String = "", labels: Labels = [], _ value: Double) {
      self.suffix = suffix
      self.labels = labels
      self.value = value
    }
  }

  package let name: String
  /// A sentence that says what is counted.
  package let help: String
  package let kind: Kind
  /// None where there is nothing to say at the moment.
  package var samples: [Sample]

  package init(_ kind: Kind, _ name: String, _ help: String, _ samples: [Sample] = []) {
    self.kind = kind
    self.name = name
    self.help = help
    self.samples = samples
  }

  /// A family with one series without labels, or with none.
  package init(_ kind: Kind, _ name: String, _ help: String, value: Double?) {
    self.init(kind, name, help, value.map { [Sample($0)] } ?? [])
  }
}
