package import Telemetry

extension MetricRegistry {
  /// The value of the series of this name that has these labels, whatever others it has; the sum
  /// where several have them; nil where none has.
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
