package import Telemetry

extension MetricRegistry {
  /// The value of the series with this name and these labels, which may have other labels too. If
  /// several series match, their sum; nil if none matches.
  package func value(_ name: String, _ labels: [String: String] = [:]) async -> Double? {
    let values = await families().flatMap { family in
      family.samples.filter { family.name + $0.suffix == name }
    }.filter { sample in
      labels.allSatisfy { label in
        sample.labels.contains { $0.name == label.key && $0.value == label.value }
      }
    }.map(\.value)
    return values.isEmpty ? nil : values.reduce(0, +)
  }
}
