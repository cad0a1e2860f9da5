/// The number of a reference entry in the database.
package protocol ReferenceID: Hashable, Sendable {
  /// Unique in the installation.
  var value: Int32 { get }
  /// The entry with this number.
  init(_ value: Int32)
}
