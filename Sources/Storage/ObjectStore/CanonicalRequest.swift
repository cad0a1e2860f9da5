import WireText

/// A request in the form that Signature Version 4 signs ("Create a canonical request" in AWS's IAM
/// User Guide).
package struct CanonicalRequest: Sendable {
  /// The payload hash of a pre-signed URL, whose request may have any body.
  package static let unsignedPayload = "UNSIGNED-PAYLOAD"

  private let method: String
  private let path: String
  /// The query, encoded and sorted.
  package let query: String
  private let headers: [(name: String, value: String)]
  /// The names of the signed headers, sorted, joined by semicolons.
  package let signedHeaders: String
  private let payloadHash: String

  /// - Parameters:
  ///   - path: percent-encoded once, exactly as it is sent.
  ///   - query: names and values, not yet encoded.
  ///   - headers: all of them are signed; `Host` must be among them.
  ///   - payloadHash: SHA-256 of the body in hexadecimal, or `unsignedPayload`.
  package init(
    method: String, path: String, query: [(name: String, value: String)] = [],
    headers: [(name: String, value: String)], payloadHash: String
  ) {
    self.method = method
    self.path = path
    self.query =
      query
      .map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
      .sorted { $0 < $1 }
      .map { "\($0)=\($1)" }.joined(separator: "&")
    let values = Dictionary(
      headers.map { ($0.name.lowercased(), Self.trimmed($0.value)) },
      uniquingKeysWith: { "\($0),\($1)" })
    self.headers = values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    signedHeaders = self.headers.map(\.name).joined(separator: ";")
    self.payloadHash = payloadHash
  }

  /// The text that is hashed.
  package var text: String {
    let lines = headers.map { "\($0.name):\($0.value)\n" }.joined()
    return "\(method)\n\(path)\n\(query)\n\(lines)\n\(signedHeaders)\n\(payloadHash)"
  }

  /// The value without blanks at its ends, and with single blanks between words.
  private static func trimmed(_ value: String) -> String {
    value.split(separator: " ").joined(separator: " ")
  }
}
