package import WireText

extension JSONValue {
  /// The members of an object; none if the value is not an object.
  package var members: [String: JSONValue] {
    // Canonically equivalent names are equal as Strings.
    Dictionary((object?.sorted ?? []).map { ($0.name, $0.value) }) { first, _ in first }
  }

  /// The elements of an array; none if the value is not an array.
  package var elements: [JSONValue] { array ?? [] }
}
