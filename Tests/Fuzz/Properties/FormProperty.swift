import Authorization
import WireText

enum FormProperty {
  /// A decoded text can be decoded from its percent-encoding again. The reader returns only
  /// parameters that were asked for, and no empty ones.
  static func check(_ input: [UInt8]) throws {
    if let text = FormURLEncoded.decode(input) {
      let encoded = text.utf8.flatMap { byte in
        let digits = String(byte, radix: 16, uppercase: true)
        return Array((digits.count == 1 ? "%0\(digits)" : "%\(digits)").utf8)
      }
      let again = FormURLEncoded.decode(encoded)
      try hold(again.map { Array($0.utf8) } == Array(text.utf8), "\(text.debugDescription) differs")
    }
    let names: Set<String> = ["grant_type", "scope"]
    guard let parameters = try? FormURLEncoded.parameters(names, in: input) else { return }
    try hold(
      names.isSuperset(of: parameters.keys) && !parameters.values.contains(""),
      "\(parameters) of \(names)")
  }
}
