import WireText

/// Numbers and new values of a change, as the JSON object that the audit keeps. Never a secret.
struct AuditDetail: ExpressibleByDictionaryLiteral {
  enum Value: Equatable {
    case text(String), number(Int), flag(Bool), list([String])

    fileprivate var json: JSONValue {
      switch self {
      case .text(let text): .string(text)
      case .number(let number): .integer(number)
      case .flag(let flag): .bool(flag)
      case .list(let texts): .array(texts.map(JSONValue.string))
      }
    }
  }

  private var values = JSONObject()

  init(dictionaryLiteral elements: (String, Value)...) {
    for (name, value) in elements { values[name] = value.json }
  }

  /// Notes a new value that differs from the one before.
  mutating func note(_ name: String, _ value: Value, was old: Value?) {
    if value != old { values[name] = value.json }
  }

  var isEmpty: Bool { values.isEmpty }

  var json: String { JSONValue.object(values).text() }
}
