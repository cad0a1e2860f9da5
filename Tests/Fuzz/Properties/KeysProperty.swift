import Identity

enum KeysProperty {
  /// Every input is accepted or rejected without a crash.
  static func check(_ input: [UInt8]) {
    var keys = VerificationKeys()
    if input.first == UInt8(ascii: "-") {
      try? keys.add(pem: String(decoding: input, as: UTF8.self))
    } else {
      _ = try? keys.add(jwks: input)
    }
  }
}
