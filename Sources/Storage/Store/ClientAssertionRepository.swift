package import Postgres
package import Scheduling

/// The assertions that clients have used, so that no replica accepts one twice.
package enum ClientAssertionRepository {
  /// Stores an assertion and removes a few that expired long ago. So the table has only few more
  /// rows than there are valid assertions.
  ///
  /// - Returns: false if the client has used the assertion before. Also false if its row may have
  ///   been removed, because it expired long ago by the database's clock.
  package static func accept(
    idHash: [UInt8], client: String, expires: Instant, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Bool {
    try connection.execute(Statements.accept, client, PostgresBytes(idHash), expires) == 1
  }

  enum Statements {
    // A server whose clock is behind the database's may still accept an expired assertion. Its row
    // is removed five minutes after expiry. So an assertion is rejected from four minutes after
    // expiry on.
    static let accept = Statement<Void, String, PostgresBytes, Instant>(
      """
      WITH expired AS (
        DELETE FROM client_assertions
        WHERE (client_id, jti_hash) IN (
          SELECT client_id, jti_hash
          FROM client_assertions
          WHERE expires_at < now() - interval '5 minutes'
          ORDER BY expires_at
          LIMIT 4
          FOR UPDATE SKIP LOCKED
        )
      )
      INSERT INTO client_assertions (client_id, jti_hash, expires_at)
      SELECT $1, $2, $3
      WHERE $3 > now() - interval '4 minutes'
      ON CONFLICT (client_id, jti_hash) DO NOTHING
      """)

    static let all: [any PreparableStatement] = [accept]
  }
}
