/// A value that can be written into a statement's text. It consists of digits and fixed marks, so
/// it cannot contain SQL.
package protocol PostgresLiteral: PostgresValue {
  /// The type's name in SQL.
  static var typeName: String { get }
  /// The value with its type.
  var literal: String { get }
}

extension Int64: PostgresLiteral {
  /// The type's name in SQL.
  package static var typeName: String { "int8" }
  /// Digits in quotes, with the type.
  package var literal: String { "'\(self)'::int8" }
}

extension Array: PostgresLiteral where Element: PostgresElement & PostgresLiteral {
  /// The type's name in SQL.
  package static var typeName: String { "\(Element.typeName)[]" }
  /// The elements' literals, with the type.
  package var literal: String {
    "ARRAY[\(map(\.literal).joined(separator: ", "))]::\(Self.typeName)"
  }
}
