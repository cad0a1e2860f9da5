/// A property of the code that reads bytes from outside, for all bytes. Each case is a fuzz target.
/// Its raw value is the name of the target and of the folders of its inputs.
///
/// An input has the format that the code reads, so a seed is a plain file. Other choices of a
/// property, such as the cuts, follow from the bytes.
package enum Property: String, CaseIterable, Sendable {
  /// A CSV file.
  case csv
  /// A configuration file of the server.
  case configuration
  /// A cell of a schedule file with a date and a time.
  case dateTime = "date-time"
  /// A form of `application/x-www-form-urlencoded`.
  case form
  /// The JSON of a token's header or claims, read strictly.
  case json
  /// The claims of an access token whose signature was valid.
  case claims
  /// A JWK Set or a PEM text.
  case keys
  /// The value of a Content-Type, a line feed, and a body of multipart/form-data.
  case multipart
  /// A byte that chooses a type, and the binary form of a PostgreSQL value.
  case postgres
  /// A CSV file with agents or event types.
  case reference
  /// The path and query of a link to an error report.
  case reportLink = "report-link"
  /// A schedule file.
  case schedule
  /// A file of the tz database.
  case timeZone = "time-zone"
  /// An access token or a client's assertion, up to its signature.
  case token

  /// Checks the property for an input. Traps if the code under test traps.
  ///
  /// - Throws: `Broken` if the property does not hold.
  package func check(_ input: [UInt8]) throws {
    switch self {
    case .csv: try CSVProperty.check(input)
    case .configuration: try ConfigurationProperty.check(input)
    case .dateTime: try DateTimeProperty.check(input)
    case .form: try FormProperty.check(input)
    case .json: try JSONProperty.check(input)
    case .claims: try ClaimsProperty.check(input)
    case .keys: KeysProperty.check(input)
    case .multipart: try MultipartProperty.check(input)
    case .postgres: try PostgresProperty.check(input)
    case .reference: try ReferenceProperty.check(input)
    case .reportLink: try ReportLinkProperty.check(input)
    case .schedule: try ScheduleProperty.check(input)
    case .timeZone: try TimeZoneProperty.check(input)
    case .token: try TokenProperty.check(input)
    }
  }
}

/// The error for a property that does not hold.
package struct Broken: Error, CustomStringConvertible {
  package let description: String
}

/// - Throws: `Broken` if the condition is false.
func hold(_ condition: Bool, _ what: @autoclosure () -> String) throws(Broken) {
  if !condition { throw Broken(description: what()) }
}

extension [UInt8] {
  /// The bytes as text, for a broken property's description.
  var shown: String { String(decoding: self, as: UTF8.self).debugDescription }
}
