import Scheduling

/// What is wrong with an entry.
package struct ReferenceFault: Error, Equatable {
  package let sentence: String
  package init(_ sentence: String) { self.sentence = sentence }

  /// The text of a column as it is stored.
  ///
  /// - Throws: a sentence that names the column.
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
