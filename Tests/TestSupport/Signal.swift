import Synchronization

/// An event that happens once with a value. Tasks can wait for it.
package final class Signal<Value: Sendable>: Sendable {
  private let what: String
  private let value = Mutex<Value?>(nil)

  /// - Parameter what: names the event in errors, such as "the server's port".
  package init(_ what: String) { self.what = what }

  /// Later values are ignored.
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
