package import Postgres
package import Scheduling

/// The assertions with which clients have authenticated, so that none counts twice on any replica.
package enum ClientAssertionRepository {
  /// Writes an assertion down, and removes a few that expired long ago, so that the table never
  /// holds many more rows than assertions are valid.
  ///
  /// - Returns: false where the client has used it before.
  package static func accept(
    idHash: [UInt8], client: String, expires: Instant, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Bool {
    try connection.execute(Statements.accept, client, PostgresBytes(idHash), expires) == 1
  }

  enum Statements {
    // Five minutes more than needed by the database's clock: the server's may be behind it.
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
      VALUES ($1, $2, $3)
      ON CONFLICT (client_id, jti_hash) DO NOTHING
      """)

    static let all: [any PreparableStatement] = [accept]
  }
}
