/// One value of a struct, with its name in the SQL.
package struct NamedParameter<Values>: Sendable {
  let name: String
  let type: UInt32
  let append: @Sendable (Values, inout ParameterBuffer) -> Void

  /// - Parameters:
  ///   - name: lower-case letters and underscores.
  ///   - value: reads the value from the struct.
  package init<Value: PostgresValue>(
    _ name: String, _ value: @escaping @Sendable (Values) -> Value
  ) {
    self.name = name
    type = Value.oid
    append = { values, buffer in buffer.append(value(values)) }
  }

  /// The same parameter for a struct that has `Values` as one of its members.
  package func of<Outer>(
    _ member: @escaping @Sendable (Outer) -> Values
  ) -> NamedParameter<Outer> {
    NamedParameter<Outer>(name: name, type: type) { [append] outer, buffer in
      append(member(outer), &buffer)
    }
  }

  private init(
    name: String, type: UInt32,
    append: @escaping @Sendable (Values, inout ParameterBuffer) -> Void
  ) {
    self.name = name
    self.type = type
    self.append = append
  }
}
