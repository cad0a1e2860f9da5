import CLibPQ
import Glibc
package import Logging

/// One session with PostgreSQL, on its own thread because libpq's calls block.
///
/// Work runs in a closure over an `isolated PostgresConnection`: plain calls on its thread, which
/// no other caller interrupts. The first use opens the session. If the server has closed the
/// session, the next use opens a new one:
///
///     closed --run--> idle --BEGIN--> in transaction --COMMIT, ROLLBACK--> idle
///       ^               |                  |
///       +---------------+---- lost --------+      (the current user gets an error)
package actor PostgresConnection {
  /// The configuration of the sessions.
  package nonisolated let configuration: PostgresConfiguration
  nonisolated let logger: Logger
  private nonisolated let executor: ThreadExecutor
  private nonisolated let canceller = StatementCanceller()
  private(set) var session: OpaquePointer?
  var prepared = PreparedNames()
  /// The channel that this session listens to.
  var channel: String?
  /// True from BEGIN to the end of the transaction, even if the session is lost.
  var isInTransaction = false

  /// A connection without a session. The first statement opens one.
  package init(configuration: PostgresConfiguration, logger: Logger) {
    self.configuration = configuration
    self.logger = logger
    executor = ThreadExecutor()
  }

  isolated deinit {
    if let session { PQfinish(session) }
    executor.stop()
  }

  /// Runs the actor on a thread of the connection, since libpq blocks.
  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  /// Runs `body` on this connection's thread, with a session that appears to be open.
  ///
  /// If `body` throws or returns with an open transaction, the transaction is rolled back. If the
  /// task is cancelled, its running statement is cancelled too (SQLSTATE 57014).
  package func run<R: Sendable>(
    _ body: @Sendable (isolated PostgresConnection) async throws -> R
  ) async throws -> R {
    discardIfClosedByServer()
    defer {
      canceller.settle()
      leaveTransaction()
    }
    return try await withTaskCancellationHandler {
      try await body(self)
    } onCancel: {
      canceller.cancel()
    }
  }

  /// Ends the session; the next use opens a new one.
  package func close() {
    canceller.follow(nil)
    if let session { PQfinish(session) }
    session = nil
    prepared = PreparedNames()
    channel = nil
  }

  /// Returns the session, and opens it if it is not open.
  ///
  /// - Throws: `.connectionFailed`
  func openSession() throws(PostgresError) -> OpaquePointer {
    if let session { return session }
    // On a new session, the remaining statements would each commit separately.
    guard !isInTransaction else { throw .connectionLost("the transaction's session is gone") }
    let parameters = try configuration.parameters()
    let opened = withCStrings(parameters.map(\.keyword)) { keywords in
      withCStrings(parameters.map(\.value)) { values in PQconnectdbParams(keywords, values, 1) }
    }
    guard let opened else { throw .connectionFailed("out of memory") }
    guard PQstatus(opened) == CONNECTION_OK else {
      defer { PQfinish(opened) }
      throw .connectionFailed(Self.message(of: opened))
    }
    // By default, libpq writes the server's notices to standard error.
    PQsetNoticeReceiver(opened, { _, _ in }, nil)
    lookForClient(opened)
    session = opened
    canceller.follow(opened)
    return opened
  }

  /// Makes the server check every second for a lost client while a statement waits for a lock. So
  /// the locks of a dead process are released. Needs PostgreSQL 14 or later, on a system that
  /// supports it.
  private func lookForClient(_ session: OpaquePointer) {
    guard configuration.sessionState, PQserverVersion(session) >= 140_000 else { return }
    PQclear(PQexec(session, "SET client_connection_check_interval = '1s'"))
  }

  /// Converts the server's answer to a result or an error, and detects a lost session.
  func check(_ result: OpaquePointer?) throws(PostgresError) -> QueryResult {
    guard let result else { throw lost() }
    let outcome = QueryResult(owning: result)
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_PIPELINE_SYNC,
      PGRES_EMPTY_QUERY:
      return outcome
    default:
      if session.map({ PQstatus($0) }) != CONNECTION_OK { throw lost() }
      throw .server(ServerError(result: result))
    }
  }

  /// Closes the session and returns the reason for its loss.
  func lost() -> PostgresError {
    let text = session.map { Self.message(of: $0) } ?? "the session is closed"
    close()
    return .connectionLost(text)
  }

  /// Closes the session if the server has ended it, so that the caller gets no error. An ended
  /// session is at end of file; the check costs one system call. The first read may return the
  /// server's last message, and only the second one the end of file.
  private func discardIfClosedByServer() {
    guard let session else { return }
    var descriptor = pollfd(fd: PQsocket(session), events: Int16(POLLIN), revents: 0)
    guard poll(&descriptor, 1, 0) != 0 else { return }
    if PQconsumeInput(session) == 0 || PQconsumeInput(session) == 0
      || PQstatus(session) != CONNECTION_OK
    {
      close()
    }
  }

  /// Rolls back an open transaction. If the session is lost or does not answer, the server rolls
  /// back.
  func leaveTransaction() {
    isInTransaction = false
    guard let session, PQtransactionStatus(session) != PQTRANS_IDLE else { return }
    PQclear(PQexec(session, "ROLLBACK"))
    if PQtransactionStatus(session) != PQTRANS_IDLE { close() }
  }

  static func message(of session: OpaquePointer) -> String {
    String(cString: PQerrorMessage(session))
      .split(whereSeparator: \.isNewline).joined(separator: "; ")
  }
}

extension ServerError {
  init(result: OpaquePointer) {
    func field(_ code: Character) -> String? {
      PQresultErrorField(result, Int32(code.asciiValue ?? 0)).map { String(cString: $0) }
    }
    // PG_DIAG_… of postgres_ext.h, which Swift does not import because they are character macros.
    self.init(
      sqlState: SQLState(rawValue: field("C") ?? "XX000"), message: field("M") ?? "no message",
      detail: field("D"), constraint: field("n"))
  }
}

/// Calls `body` with a null-terminated array of C strings.
private func withCStrings<R>(
  _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> R
) -> R {
  let bytes = strings.map { Array($0.utf8CString) }
  let joined = Array(bytes.joined())
  return joined.withUnsafeBufferPointer { buffer in
    var pointers: [UnsafePointer<CChar>?] = []
    var offset = 0
    for string in bytes {
      pointers.append(buffer.baseAddress.map { $0 + offset })
      offset += string.count
    }
    pointers.append(nil)
    return pointers.withUnsafeBufferPointer { array in
      guard let base = array.baseAddress else { preconditionFailure("an array with an element") }
      return body(base)
    }
  }
}
