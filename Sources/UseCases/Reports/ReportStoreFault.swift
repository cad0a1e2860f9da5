/// A report could not be stored. The file did not cause this.
package struct ReportStoreFault: Error, CustomStringConvertible {
  /// The cause, for the operator.
  package let description: String
}
