package import Postgres
import Scheduling

/// The pipelined reads of a job's transaction, before its writes.
extension ImportQueue {
  /// A job that this worker holds, with the account's reference data.
  package struct Beginning: Sendable {
    /// The job, whose row is locked.
    package let job: Job
    /// The keys that the file's rows may name.
    package let reference: ReferenceKeys
  }

  /// Locks the job's row until the transaction ends and reads the account's reference data, in one
  /// round trip.
  ///
  /// - Returns: nil if the import is finished.
  package static func begin(
    _ candidate: Candidate, in pipeline: inout Pipeline
  ) throws(PostgresError) -> Beginning? {
    let account = candidate.account
    try pipeline.send(Statements.lock, account, candidate.importID)
    try ReferenceKeys.send(for: account, in: &pipeline)
    let job = try pipeline.rows(of: Statements.lock).first
    let reference = try ReferenceKeys(from: &pipeline)
    return job.map { Beginning(job: $0, reference: reference) }
  }

  /// Reads the pieces of the uploaded file in order. The server fetches the next piece while `body`
  /// works. `body` may send more statements for their effect. Memory: two pieces.
  package static func forEachPiece(
    of candidate: Candidate, in pipeline: inout Pipeline,
    _ body: (UnsafeRawBufferPointer, inout Pipeline) throws -> Void
  ) throws {
    func request(_ number: Int32, _ pipeline: inout Pipeline) throws(PostgresError) {
      try pipeline.send(Statements.piece, candidate.account, candidate.importID, number)
    }
    try request(0, &pipeline)
    var number: Int32 = 0
    while true {
      try request(number + 1, &pipeline)
      let result = try pipeline.next()
      guard result.rowCount == 1 else { break }
      try result.withBytes(row: 0, column: 0) { try body($0, &pipeline) }
      number += 1
    }
    // Skips the result of the query after the last piece, so that the file can be read again.
    _ = try pipeline.next()
  }

  /// The uploaded file's piece with this number, counted from 0; nil after the last.
  package static func piece(
    _ number: Int, of candidate: Candidate, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [UInt8]? {
    try connection.first(
      Statements.piece, candidate.account, candidate.importID, Int32(number))?.bytes
  }
}
