import Synchronization

/// Answers concurrent lookups in one round trip.
///
/// A lookup that arrives while another one is running waits for the next round trip. So a lone
/// lookup is sent immediately, and under load lookups share a round trip and its thread switches.
/// Every lookup reads the database after its call. One connection serves all lookups. If one round
/// trip cannot hold all waiting lookups, another connection joins, up to `concurrency`.
///
///     idle --a lookup--> running --nothing waits--> idle
package final class BatchedLookup<Key: Sendable, Value: Sendable>: Sendable {
  /// Looks keys up in one round trip, and returns their values in the same order.
  package typealias LookUp =
    @Sendable (_ keys: [Key], _ connection: isolated PostgresConnection) throws -> [Value]

  private let pool: ConnectionPool
  private let concurrency: Int
  private let largest: Int
  private let lookUp: LookUp
  private let state = Mutex(State())

  private struct State {
    var waiting: [Waiting] = []
    var running = 0
    /// The running tasks that have a connection.
    var serving = 0
  }

  private struct Waiting {
    let key: Key
    let continuation: CheckedContinuation<Value, any Error>
  }

  /// - Parameters:
  ///   - concurrency: the maximum number of connections, at least 1.
  ///   - largest: the maximum number of keys in one round trip, at least 1.
  ///   - lookUp: returns a value for each key, in the same order. Its error goes to all callers.
  package init(
    pool: ConnectionPool, concurrency: Int = 2, largest: Int = 64, lookUp: @escaping LookUp
  ) {
    precondition(concurrency > 0 && largest > 0, "a lookup takes a connection and a key")
    self.pool = pool
    self.concurrency = concurrency
    self.largest = largest
    self.lookUp = lookUp
  }

  /// The value for a key.
  ///
  /// - Throws: the errors of `ConnectionPool.withConnection` and `lookUp`.
  package func value(for key: Key) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let starts = state.withLock { state in
        state.waiting.append(Waiting(key: key, continuation: continuation))
        guard state.running < concurrency, state.waiting.count > state.running * largest
        else { return false }
        state.running += 1
        return true
      }
      if starts { Task { await run() } }
    }
  }

  /// The number of lookups that wait for a round trip.
  package var waiting: Int { state.withLock { $0.waiting.count } }

  private func run() async {
    while let first = next() {
      do {
        try await pool.withConnection { connection in
          self.state.withLock { $0.serving += 1 }
          defer { self.state.withLock { $0.serving -= 1 } }
          self.answer(first, on: connection)
          while let batch = self.next(isLast: false) { self.answer(batch, on: connection) }
        }
      } catch {
        // The pool had no connection. `answer` reports every other error to its batch.
        for one in first + takeUnserved() { one.continuation.resume(throwing: error) }
      }
    }
  }

  /// The waiting lookups, if no task has a connection: each would have to wait just as long for
  /// one.
  private func takeUnserved() -> [Waiting] {
    state.withLock { state in
      guard state.serving == 0 else { return [] }
      defer { state.waiting = [] }
      return state.waiting
    }
  }

  private func answer(_ batch: [Waiting], on connection: isolated PostgresConnection) {
    do {
      let values = try lookUp(batch.map { $0.key }, connection)
      guard values.count == batch.count else {
        throw PostgresError.decoding("\(values.count) values for \(batch.count) keys")
      }
      for (one, value) in zip(batch, values) { one.continuation.resume(returning: value) }
    } catch {
      for one in batch { one.continuation.resume(throwing: error) }
    }
  }

  /// The waiting lookups that fit into one round trip; nil if none wait.
  ///
  /// - Parameter isLast: whether the caller stops if no lookup waits.
  private func next(isLast: Bool = true) -> [Waiting]? {
    state.withLock { state in
      if state.waiting.isEmpty {
        if isLast { state.running -= 1 }
        return nil
      }
      let count = min(largest, state.waiting.count)
      defer { state.waiting.removeFirst(count) }
      return Array(state.waiting.prefix(count))
    }
  }
}
