/// Something did not come true in time.
package struct Overdue: Error, CustomStringConvertible {
  package let description: String
  package init(_ complaint: String) { description = complaint }
}

/// Looks every few milliseconds whether something has come true.
///
/// - Parameter complaint: what is wrong where it has not; worded only then.
/// - Throws: `Overdue`, and what `isTrue` throws.
package func eventually(
  _ complaint: @autoclosure () -> String = "waited in vain for a condition",
  within patience: Duration = .seconds(60), _ isTrue: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + patience
  while try await !isTrue() {
    guard ContinuousClock.now < deadline else { throw Overdue(complaint()) }
    try await Task.sleep(for: .milliseconds(5))
  }
}
