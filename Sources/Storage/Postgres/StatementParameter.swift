/// A parameter of a `Statement`: one value, or a struct of values with names.
package protocol StatementParameter: Sendable {
  /// The object ids of the values, in order.
  static var types: [UInt32] { get }
  /// The names of the values in the SQL, in the order of `types`. Empty for a single value, to
  /// which the SQL refers by number.
  static var names: [String] { get }
  /// Appends the values in the order of `types`.
  func append(to buffer: inout ParameterBuffer)
}

extension PostgresValue {
  /// The type of the value itself.
  package static var types: [UInt32] { [oid] }
  /// A single value has no name.
  package static var names: [String] { [] }
  /// Appends the value itself.
  package func append(to buffer: inout ParameterBuffer) { buffer.append(self) }
}
