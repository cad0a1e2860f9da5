package import Telemetry

extension MetricRegistry {
  /// The value of the series of this name with these labels. The series may have other labels too.
  /// The sum if several series match, nil if none does.
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
