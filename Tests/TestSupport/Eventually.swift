/// The error for a condition that was not met in time.
package struct Overdue: Error, CustomStringConvertible {
  package let description: String
  package init(_ complaint: String) { description = complaint }
}

/// Polls a condition every 5 ms until it is met.
///
/// - Parameters:
///   - complaint: the error if the condition is not met. Evaluated only then.
///   - patience: the time limit.
/// - Throws: `Overdue`, and the errors of `isTrue`.
package func eventually(
  _ complaint: @autoclosure () -> String = "a condition did not come true",
  within patience: Duration = .seconds(60), file: StaticString = #fileID, line: UInt = #line,
  _ isTrue: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + patience
  while try await !isTrue() {
    guard ContinuousClock.now < deadline else {
      throw Overdue("\(complaint()) (waited \(patience) at \(file):\(line))")
    }
    try await Task.sleep(for: .milliseconds(5))
  }
}

/// Waits for the end of a task that may never end, and cancels it at the time limit.
///
/// Returns in time even if `body` ignores its cancellation.
///
/// - Parameter what: names the event in errors, such as "the end of the server".
/// - Throws: `Overdue`, and the errors of `body`.
package func inTime<R: Sendable>(
  _ what: String, within patience: Duration = .seconds(60), file: StaticString = #fileID,
  line: UInt = #line, _ body: @escaping @Sendable () async throws -> R
) async throws -> R {
  let (results, first) = AsyncStream<Result<R, any Error>>.makeStream()
  let work = Task {
    do { first.yield(.success(try await body())) } catch { first.yield(.failure(error)) }
  }
  let limit = Task {
    try await Task.sleep(for: patience)
    first.yield(.failure(Overdue("no sign of \(what) (waited \(patience) at \(file):\(line))")))
  }
  defer {
    work.cancel()
    limit.cancel()
  }
  for await result in results { return try result.get() }
  throw CancellationError()
}
