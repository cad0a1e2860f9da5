/// A value that can be an element of a PostgreSQL array.
package protocol PostgresElement: PostgresValue {
  static var arrayOID: UInt32 { get }
}
