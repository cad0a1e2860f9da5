/// A JSON text (RFC 8259) read by `JSONScanner`.
package enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  /// The text of a string.
  package var string: String? { if case .string(let text) = self { text } else { nil } }
  /// The value of a number; always finite.
  package var number: Double? { if case .number(let value) = self { value } else { nil } }
  /// The value of true or false.
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The elements of an array.
  package var array: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
}

/// The members of a JSON object.
///
/// Names are bytes, because RFC 7515 section 5.3 compares them code point by code point, whereas
/// String takes canonically equivalent texts for equal.
package struct JSONObject: Sendable, Equatable {
  private var members: [[UInt8]: JSONValue] = [:]

  /// The value of the member; nil if there is none.
  package subscript(name: String) -> JSONValue? { members[Array(name.utf8)] }

  /// The names of the members, in no particular order.
  package var names: [String] { members.keys.map { String(decoding: $0, as: UTF8.self) } }

  /// Adds a member; false if the name is there already.
  mutating func add(_ value: JSONValue, named name: String) -> Bool {
    members.updateValue(value, forKey: Array(name.utf8)) == nil
  }
}

/// Why a text is not the JSON that is accepted.
package enum JSONFault: Error, Equatable {
  /// Not the grammar of RFC 8259, or not UTF-8, or a number that is not finite.
  case malformed
  /// An object names a member twice: two readers could take different ones (RFC 8725 section 2.4).
  case duplicateMember
  /// Arrays and objects stand deeper in each other than the limit.
  case tooDeep
  /// JSON, but not an object.
  case notAnObject
}
