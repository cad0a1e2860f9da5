extension MetricFamily {
  /// The media type of `exposition`.
  package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

  /// The families in Prometheus' text format 0.0.4.
  package static func exposition(of families: [MetricFamily]) -> String {
    var text = ""
    for family in families {
      text += "# HELP \(family.name) \(family.help.escaped(quotes: false))\n"
      text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
      for sample in family.samples {
        text += family.name + sample.suffix
        if !sample.labels.isEmpty {
          let labels = sample.labels.map { "\($0.name)=\"\($0.value.escaped(quotes: true))\"" }
          text += "{\(labels.joined(separator: ","))}"
        }
        text += " \(Self.text(of: sample.value))\n"
      }
    }
    return text
  }

  /// The number in the form that Go's ParseFloat reads; whole numbers without a fraction.
  static func text(of value: Double) -> String {
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    if value.isNaN { return "NaN" }
    return Int(exactly: value).map(String.init) ?? "\(value)"
  }
}

extension String {
  fileprivate func escaped(quotes: Bool) -> String {
    guard utf8.contains(where: { [0x0A, 0x22, 0x5C].contains($0) }) else { return self }
    let escaped = replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
    return quotes ? escaped.replacing("\"", with: "\\\"") : escaped
  }
}
