/// A JSON object as it is written: names and, in JSON, values. It can be one that no encoder would
/// write.
struct Members: Sendable, ExpressibleByDictionaryLiteral {
  private var list: [(name: String, value: String)]

  init(dictionaryLiteral elements: (String, String)...) { list = elements.map { ($0, $1) } }

  /// With another value of a member, or without it.
  func with(_ name: String, _ value: String?) -> Members {
    var copy = self
    copy.list.removeAll { $0.name == name }
    if let value { copy.list.append((name, value)) }
    return copy
  }

  /// With one more member, whether the name is there or not.
  func adding(_ name: String, _ value: String) -> Members {
    var copy = self
    copy.list.append((name, value))
    return copy
  }

  var text: String {
    "{" + list.map { "\"\($0.name)\":\($0.value)" }.joined(separator: ",") + "}"
  }

  /// The claims of a token that every test's verifier accepts for an hour.
  static let claims: Members = ["exp": "\(TestClock.start + 3600)", "account_id": #""acme""#]

  /// The header of a token of this key.
  static func header(_ key: TestKey) -> Members { ["alg": "\"\(key.algorithm)\""] }
}
