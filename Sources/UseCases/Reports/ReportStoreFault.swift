/// A report could not be stored, for a reason other than the file.
package struct ReportStoreFault: Error, CustomStringConvertible {
  /// The cause, for the operator.
  package let description: String
}
