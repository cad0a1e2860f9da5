/// The members of a JSON object.
///
/// Names are bytes, because RFC 7515 section 5.3 compares them code point by code point, whereas
/// String takes canonically equivalent texts for equal.
package struct JSONObject: Sendable, Equatable {
  private var members: [[UInt8]: JSONValue] = [:]

  /// An object without members.
  package init() {}

  /// The value of the member; nil if there is none.
  package subscript(name: String) -> JSONValue? {
    get { members[Array(name.utf8)] }
    set { members[Array(name.utf8)] = newValue }
  }

  /// The names of the members, in no particular order.
  package var names: [String] { members.keys.map { String(decoding: $0, as: UTF8.self) } }

  /// Whether the object has no members.
  package var isEmpty: Bool { members.isEmpty }

  /// The members in the order of their names' bytes.
  package var sorted: [(name: String, value: JSONValue)] {
    members.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { (String(decoding: $0.key, as: UTF8.self), $0.value) }
  }

  /// Adds a member.
  ///
  /// - Returns: false if the object already has the name.
  mutating func add(_ value: JSONValue, named name: String) -> Bool {
    members.updateValue(value, forKey: Array(name.utf8)) == nil
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// An object with these members. If a name is repeated, its last value is used.
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    for (name, value) in elements { self[name] = value }
  }
}
