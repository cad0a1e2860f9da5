import WireText

/// A value in the detail of an audit event. Never a secret.
package enum AuditValue: Equatable, Sendable {
  case text(String), number(Int), flag(Bool), list([String])

  var json: JSONValue {
    switch self {
    case .text(let text): .string(text)
    case .number(let number): .integer(number)
    case .flag(let flag): .bool(flag)
    case .list(let texts): .array(texts.map(JSONValue.string))
    }
  }
}
