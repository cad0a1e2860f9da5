import Administration
import Identity
import Scheduling
import WireText

/// The members of a body, read strictly: each has a type and bounds, and unknown members are
/// rejected.
///
/// Problems are collected, so that a client gets all of them in one response. A value that is
/// returned before `finish` may replace a rejected one.
struct BodyFields {
  private let members: JSONObject
  private var known: Set<String> = []
  private var problems: [FormProblem] = []

  init(_ members: JSONObject) { self.members = members }

  /// A required text, checked by the rule of its kind and normalized for storage.
  mutating func text(_ name: String, as kind: ReferenceText.Kind = .name) -> String {
    if let text = optionalText(name, as: kind) { return text }
    if members[name] == nil { refuse(name, "The member is required.") }
    return ""
  }

  /// An optional text, checked by the rule of its kind and normalized for storage.
  mutating func optionalText(
    _ name: String, as kind: ReferenceText.Kind = .name
  ) -> String? {
    guard let value = take(name) else { return nil }
    guard let text = value.string else { return refuse(name, "The member must be a string.") }
    do throws(ReferenceText.Fault) {
      return try ReferenceText.checked(text, as: kind)
    } catch {
      return refuse(name, "The text \(error.ending)")
    }
  }

  mutating func flag(_ name: String) -> Bool? {
    guard let value = take(name) else { return nil }
    guard let flag = value.bool else {
      return refuse(name, "The member must be true or false.")
    }
    return flag
  }

  mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let value = take(name) else { return nil }
    guard let number = value.number, let integer = Int(exactly: number), range.contains(integer)
    else {
      return refuse(
        name, "The member must be a whole number from \(range.lowerBound) to \(range.upperBound).")
    }
    return integer
  }

  /// A budget of requests per minute; null selects the installation's budget.
  mutating func rate(_ name: String) -> Administrator.Rate? {
    if take(name) == .null { return .standard }
    return integer(name, in: AccountRates.range).map { .perMinute($0) }
  }

  /// A list of one or more of the allowed scopes.
  mutating func scopes(_ name: String, of allowed: Set<Scope>) -> Set<Scope>? {
    guard let value = take(name) else { return nil }
    let scopes = value.array?.map { $0.string.flatMap(Scope.init(rawValue:)) }
    guard let scopes, !scopes.isEmpty, scopes.allSatisfy({ $0.map(allowed.contains) ?? false })
    else {
      let names = allowed.sorted().map(\.rawValue).joined(separator: ", ")
      return refuse(name, "The member must be a list of one or more of: \(names).")
    }
    return Set(scopes.compactMap(\.self))
  }

  /// A member without any check.
  mutating func take(_ name: String) -> JSONValue? {
    known.insert(name)
    return members[name]
  }

  /// Records a problem of a member. Returns nil as the member's value.
  mutating func refuse<Value>(_ name: String, _ description: String) -> Value? {
    problems.append(FormProblem(field: name, description: description))
    return nil
  }

  mutating func refuse(_ name: String, _ description: String) {
    problems.append(FormProblem(field: name, description: description))
  }

  /// The problems of the body, unknown members included.
  func faults() -> [FormProblem] {
    let unknown = members.names.filter { !known.contains($0) }.sorted()
    return problems
      + unknown.map { FormProblem(field: $0, description: "The member is unknown. Remove it.") }
  }

  /// - Throws: 400 with every problem.
  func finish() throws(APIError) {
    let faults = faults()
    guard faults.isEmpty else {
      throw .invalidRequest(
        description: "Correct the body's members: \(faults.map(\.field).joined(separator: ", ")).",
        fields: faults)
    }
  }
}
