/// A JSON object as names and JSON values. It can be an object that no encoder would write.
struct Members: Sendable, ExpressibleByDictionaryLiteral {
  private var list: [(name: String, value: String)]

  init(dictionaryLiteral elements: (String, String)...) { list = elements.map { ($0, $1) } }

  /// Replaces a member's value, or removes the member.
  func with(_ name: String, _ value: String?) -> Members {
    var copy = self
    copy.list.removeAll { $0.name == name }
    if let value { copy.list.append((name, value)) }
    return copy
  }

  /// Adds a member, even if the name exists.
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
