/// The parameters of a statement as a struct, so that a caller cannot swap two of the same type.
///
/// The SQL refers to each value by name, such as `$rows_total`. `Statement` replaces the names with
/// numbers.
package protocol NamedParameters: StatementParameter {
  /// The values in the order of their numbers.
  static var parameters: [NamedParameter<Self>] { get }
}

extension NamedParameters {
  /// The types of `parameters`.
  package static var types: [UInt32] { parameters.map(\.type) }
  /// The names of `parameters`.
  package static var names: [String] { parameters.map(\.name) }

  /// Appends the values of `parameters`.
  package func append(to buffer: inout ParameterBuffer) {
    for parameter in Self.parameters { parameter.append(self, &buffer) }
  }
}
