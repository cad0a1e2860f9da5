import WireText

/// The detail of an audit event: numbers and new values, as a JSON object. Never a secret.
struct AuditDetail: ExpressibleByDictionaryLiteral {
  private var values = JSONObject()

  init(dictionaryLiteral elements: (String, AuditValue)...) {
    for (name, value) in elements { values[name] = value.json }
  }

  init(_ values: [String: AuditValue]) {
    for (name, value) in values { self.values[name] = value.json }
  }

  /// Adds a value if it differs from the old one.
  mutating func note(_ name: String, _ value: AuditValue, was old: AuditValue?) {
    if value != old { values[name] = value.json }
  }

  var isEmpty: Bool { values.isEmpty }

  var json: String { JSONValue.object(values).text() }
}
