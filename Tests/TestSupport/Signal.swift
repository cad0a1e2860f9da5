import Synchronization

/// Something that happens once and brings a value, and that others wait for.
package final class Signal<Value: Sendable>: Sendable {
  private let what: String
  private let value = Mutex<Value?>(nil)

  /// - Parameter what: what is waited for, as in "the server's port".
  package init(_ what: String) { self.what = what }

  /// Only the first value counts.
  package func raise(_ value: Value) {
    self.value.withLock { if $0 == nil { $0 = value } }
  }

  /// - Throws: `Overdue`, and `CancellationError`.
  @discardableResult
  package func wait(
    within patience: Duration = .seconds(60), file: StaticString = #fileID, line: UInt = #line
  ) async throws -> Value {
    var found: Value?
    try await eventually("no sign of \(what)", within: patience, file: file, line: line) {
      found = value.withLock { $0 }
      return found != nil
    }
    guard let found else { throw CancellationError() }
    return found
  }
}

extension Signal<Void> {
  package func raise() { raise(()) }
}
