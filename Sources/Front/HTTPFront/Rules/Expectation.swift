/// What a request's `Expect` field asks for (RFC 9110, section 10.1.1).
package enum Expectation {
  case none
  case `continue`
  case unknown

  /// - Parameter fieldValues: the values of all `Expect` fields, each possibly a list.
  package init(fieldValues: [String]) {
    let members = fieldValues.flatMap { $0.lowercased().split { " \t,".contains($0) } }
    self =
      members.isEmpty
      ? .none : members.allSatisfy { $0 == "100-continue" } ? .continue : .unknown
  }
}
