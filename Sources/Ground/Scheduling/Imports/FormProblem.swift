/// A fault in a field of a form, in a member of a JSON body or in a parameter of a query.
package struct FormProblem: Hashable, Sendable {
  /// The name of the field, member or parameter.
  package let field: String
  /// A sentence with the cause and the fix.
  package let description: String

  /// A fault in the field with this name.
  package init(field: String, description: String) {
    self.field = field
    self.description = description
  }
}
