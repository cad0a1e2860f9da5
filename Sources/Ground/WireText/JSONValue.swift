/// A JSON text (RFC 8259), read by `JSONScanner` or built for writing.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// An integer of at most 2^53 on either side of zero, which a double holds exactly.
  package static func integer(_ integer: Int) -> JSONValue { .number(Double(integer)) }

  /// The text of a string.
  package var string: String? { if case .string(let text) = self { text } else { nil } }
  /// The value of a number; always finite if a scanner read it.
  package var number: Double? { if case .number(let value) = self { value } else { nil } }
  /// The value of true or false.
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The elements of an array.
  package var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
  /// The members of an object.
  package var object: JSONObject? { if case .object(let members) = self { members } else { nil } }

  /// A member of an object; nil if the value is not an object or has no such member.
  package subscript(name: String) -> JSONValue? { object?[name] }
}
