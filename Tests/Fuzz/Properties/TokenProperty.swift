import Identity
import WireText

enum TokenProperty {
  /// A token has one spelling. An assertion is a token with one client. The parser of the
  /// Authorization header returns the header's token.
  static func check(_ input: [UInt8]) throws(Broken) {
    let text = String(decoding: input, as: UTF8.self)
    let token = try? CompactToken(text)
    if let token {
      let segments = input.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      for segment in segments {
        let spelled = Base64URL.decode(segment).map { Base64URL.encode($0) }
        try hold(spelled.map { Array($0.utf8) } == Array(segment), "a segment is spelled otherwise")
      }
      try hold(
        segments.count == 3 && Base64URL.decode(segments[1]) == token.payload, "other claims")
    }
    if let assertion = try? ClientAssertion(text) {
      try hold(token != nil, "an assertion that is no token")
      try hold(!assertion.clientID.isEmpty && !assertion.id.isEmpty, "an assertion of nobody")
    }
    if let read = try? BearerCredentials.token(in: ["Bearer \(text)"]) {
      try hold(
        text.utf8.drop { $0 == 0x20 }.elementsEqual(read.utf8)
          && read.utf8.allSatisfy { $0 > 0x20 },
        "\(read.debugDescription) is read from \(text.debugDescription)")
    }
  }
}
