/// The expectation in a request's `Expect` field (RFC 9110, section 10.1.1).
package enum Expectation {
  case none
  case `continue`
  /// Any other expectation, alone or besides `100-continue`.
  case unknown

  /// - Parameter fieldValues: the values of all `Expect` fields. A value may be a list.
  package init(fieldValues: [String]) {
    let members = fieldValues.flatMap { $0.lowercased().split { " \t,".contains($0) } }
    self =
      members.isEmpty
      ? .none : members.allSatisfy { $0 == "100-continue" } ? .continue : .unknown
  }
}
