import HTTPTypes
import Hummingbird
import Scheduling

extension Request {
  /// The value of Content-Encoding, as a sentence quotes it, if the body is coded: this server reads
  /// bodies as they are (RFC 9110, section 8.4). Nil without the field and for `identity`.
  var contentCoding: String? {
    guard let value = headers[.contentEncoding] else { return nil }
    let codings = value.lowercased().split { ", \t".contains($0) }
    return codings.allSatisfy { $0 == "identity" } ? nil : ShownText.escaped(value)
  }
}
