/// A statement that can be prepared, without the types of its rows.
package protocol PreparableStatement: Sendable {
  /// One SQL statement, with its parameters as `$1`, `$2`, …
  var sql: String { get }
  /// The object ids of `$1`, `$2`, …
  var parameterTypes: [UInt32] { get }
}
