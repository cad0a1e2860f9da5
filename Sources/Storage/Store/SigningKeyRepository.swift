package import Postgres
package import Scheduling

/// The keys that sign access tokens, encrypted. They belong to the installation.
package enum SigningKeyRepository {
  /// A key that signs access tokens, or has signed some before.
  package struct Key: Sendable, Equatable {
    /// The `kid` of its tokens.
    package let id: String
    /// Nonce, ciphertext and tag of AES-256-GCM.
    package let sealedPrivateKey: [UInt8]
    /// When the key was created, by the database's clock.
    package let createdAt: Instant
    /// When the key starts to sign.
    package let signsFrom: Instant
    /// When its tokens stop being accepted; nil for the newest key.
    package let verifiesUntil: Instant?
  }

  /// The keys whose tokens are accepted now, oldest first. New tokens are signed by the last key
  /// whose `signsFrom` has passed.
  package static func current(
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> [Key] {
    try connection.query(Statements.current)
  }

  /// Adds a key that signs after `delay`. The tokens of earlier keys are accepted until the last
  /// one expires. Call it in a transaction that holds `.signingKeys`.
  ///
  /// - Parameters:
  ///   - delay: the time until every replica and every cache has the key, in whole seconds.
  ///   - lifetime: the longest lifetime of a token plus the leeway for clocks, in whole seconds.
  package static func add(
    id: String, sealedPrivateKey: [UInt8], delay: Duration, lifetime: Duration,
    on connection: isolated PostgresConnection
  ) throws(PostgresError) {
    let delay = Int32(clamping: delay.components.seconds)
    try connection.execute(
      Statements.retireOthers, delay + Int32(clamping: lifetime.components.seconds))
    try connection.execute(Statements.add, id, PostgresBytes(sealedPrivateKey), delay)
  }

  /// Removes a key immediately. Tokens that it signed are rejected.
  ///
  /// - Returns: false if there is no such key.
  package static func remove(
    _ id: String, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Bool {
    try connection.execute(Statements.remove, id) == 1
  }

  enum Statements {
    static let current = Statement<Key>(
      """
      SELECT key_id, sealed_private_key, created_at, signs_from, verifies_until
      FROM signing_keys
      WHERE verifies_until IS NULL
        OR verifies_until > now()
      ORDER BY signs_from, key_id
      """
    ) { (row) throws(PostgresError) in
      Key(
        id: try row.next(), sealedPrivateKey: try row.next(PostgresBytes.self).bytes,
        createdAt: try row.next(), signsFrom: try row.next(),
        verifiesUntil: try row.nextIfPresent())
    }

    static let retireOthers = Statement<Void, Int32>(
      """
      UPDATE signing_keys
      SET verifies_until = now() + $1 * interval '1 second'
      WHERE verifies_until IS NULL
      """)

    static let add = Statement<Void, String, PostgresBytes, Int32>(
      """
      INSERT INTO signing_keys (key_id, sealed_private_key, signs_from)
      VALUES ($1, $2, now() + $3 * interval '1 second')
      """)

    static let remove = Statement<Void, String>("DELETE FROM signing_keys WHERE key_id = $1")

    static let all: [any PreparableStatement] = [current, retireOthers, add, remove]
  }
}
