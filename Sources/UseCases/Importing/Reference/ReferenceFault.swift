import Scheduling

/// Why an entry of reference data is rejected.
package struct ReferenceFault: Error, Equatable {
  /// The cause, the offending value and the fix.
  package let sentence: String

  /// - Parameter sentence: the cause, the offending value and the fix.
  package init(_ sentence: String) { self.sentence = sentence }

  /// Checks the text of a column.
  ///
  /// - Returns: the text to store.
  static func checked(
    _ text: String, of column: String, as kind: ReferenceText.Kind
  ) throws(ReferenceFault) -> String {
    do throws(ReferenceText.Fault) {
      return try ReferenceText.checked(text, as: kind)
    } catch {
      throw ReferenceFault("\(column) \(error.ending)")
    }
  }
}
