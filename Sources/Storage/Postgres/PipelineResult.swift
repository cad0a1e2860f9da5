import CLibPQ

/// The result of one statement in a pipeline. It is a class, because arrays cannot hold noncopyable
/// elements.
package final class PipelineResult {
  private let result: QueryResult

  init(_ result: consuming QueryResult) { self.result = result }

  /// The rows, decoded by the statement of this result.
  package func rows<Row, each Parameter>(
    of statement: Statement<Row, repeat each Parameter>
  ) throws(PostgresError) -> [Row] {
    try result.rows(of: statement)
  }
}
