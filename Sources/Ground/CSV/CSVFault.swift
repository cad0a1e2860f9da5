/// A quoting error in a record (RFC 4180, section 2, rules 5 to 7).
package enum CSVFault: Equatable, Sendable {
  /// A quote opens at this physical line and never closes. The record is the last one of the file,
  /// and its last field holds the rest of the file.
  case unclosedQuote(line: Int)
  /// There is text between a closing quote and the comma or line break that ends the field.
  case textAfterClosingQuote
}
