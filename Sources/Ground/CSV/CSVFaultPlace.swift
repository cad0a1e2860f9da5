/// The place of a quoting error in a record.
package struct CSVFaultPlace: Equatable, Sendable {
  /// The index of the first field with the record's fault, from 0.
  package let field: Int
  /// The physical line of the quote that opens the field.
  package let openingLine: Int
  /// The physical line of the quote that closes the field; the next line to read if it never
  /// closes.
  package let closingLine: Int

  /// - Parameters: see the properties of the same names.
  package init(field: Int, openingLine: Int, closingLine: Int) {
    self.field = field
    self.openingLine = openingLine
    self.closingLine = closingLine
  }
}
