/// A counter for each of a closed set of cases. All exist from the start, so a rate can be computed
/// before the first event.
package struct Counters<Case: Hashable & Sendable>: Sendable {
  let cases: [Case]
  private let counters: [Case: Counter]

  init(_ cases: [Case]) {
    self.cases = cases
    counters = Dictionary(uniqueKeysWithValues: cases.map { ($0, Counter()) })
  }

  /// The counter of a case; nil if the case was not declared.
  package subscript(_ case: Case) -> Counter? { counters[`case`] }
}
