import Identity
package import Postgres
package import Scheduling
import Store

/// Creates and revokes signing keys. Every change holds the advisory lock `.signingKeys`.
package struct SigningKeyRotation: Sendable {
  /// The time between a key's creation and its first signature if another key signs until then. By
  /// its first signature, every replica and every cache of the published keys has the new key.
  package static let notice = Duration.seconds(60)
  /// How long a key is trusted after its last token: the longest lifetime of a token plus the
  /// difference between clocks.
  static let afterlife = Duration.seconds(TokenGrant.lifetimes.upperBound + 60)

  private let masterKey: MasterKey

  /// - Parameter masterKey: encrypts new keys, and must decrypt the existing ones.
  package init(masterKey: MasterKey) { self.masterKey = masterKey }

  /// Creates a key that signs after `notice`.
  ///
  /// - Parameters:
  ///   - isEmergency: whether the key signs immediately.
  ///   - origin: the actor and the request, for the audit.
  /// - Returns: the key's id.
  /// - Throws: `SigningKeyFault`, also if the master key does not decrypt an existing key. Then
  ///   nothing is changed.
  package func rotate(
    isEmergency: Bool = false, origin: AuditOrigin,
    on connection: isolated PostgresConnection
  ) async throws -> String {
    try await connection.transaction { connection in
      try connection.advisoryLock(.signingKeys)
      let id = try add(after: isEmergency ? .zero : Self.notice, on: connection)
      try AuditRepository.append(
        "signing-key.rotate", target: id, account: nil, origin: origin, on: connection)
      return id
    }
  }

  /// Creates a key that signs immediately, unless a key without an expiry exists.
  ///
  /// - Returns: whether a key was created.
  func ensureKey(on connection: isolated PostgresConnection) async throws -> Bool {
    try await connection.transaction { connection in
      try connection.advisoryLock(.signingKeys)
      guard try !hasLastingKey(on: connection) else { return false }
      _ = try add(after: .zero, on: connection)
      return true
    }
  }

  /// Revokes a key. Servers reject its tokens after their next read of the keys. If it was the
  /// signing key, a new key replaces it immediately.
  ///
  /// - Parameters:
  ///   - changesMasterKey: whether another master key may encrypt the new key. No third key may
  ///     exist then.
  ///   - origin: the actor and the request, for the audit.
  /// - Returns: whether the key existed, and the id of the new key, if one was created.
  /// - Throws: `SigningKeyFault` if a new key is needed and the master key does not decrypt the
  ///   existing ones. Then nothing is changed.
  package func revoke(
    _ id: String, changesMasterKey: Bool = false, origin: AuditOrigin,
    on connection: isolated PostgresConnection
  ) async throws -> (revoked: Bool, replacement: String?) {
    try await connection.transaction { connection in
      try connection.advisoryLock(.signingKeys)
      let revoked = try SigningKeyRepository.current(on: connection).first { $0.id == id }
      guard try SigningKeyRepository.remove(id, on: connection) else { return (false, nil) }
      try AuditRepository.append(
        "signing-key.revoke", target: id, account: nil, origin: origin, on: connection)
      guard try !hasLastingKey(on: connection) else { return (true, nil) }
      if let revoked, !changesMasterKey { try masterKey.check(revoked) }
      return (true, try add(after: .zero, on: connection))
    }
  }

  /// Whether a key without an expiry exists. A key with an expiry must not sign, since its tokens
  /// would outlive it.
  private func hasLastingKey(
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Bool {
    try SigningKeyRepository.current(on: connection).contains { $0.verifiesUntil == nil }
  }

  /// Adds a key after checking that the master key decrypts the others. With keys under two master
  /// keys, no server could start.
  private func add(
    after delay: Duration, on connection: isolated PostgresConnection
  ) throws -> String {
    for other in try SigningKeyRepository.current(on: connection) { try masterKey.check(other) }
    let key = SigningKey()
    try SigningKeyRepository.add(
      id: key.keyID, sealedPrivateKey: try masterKey.seal(key), delay: delay,
      lifetime: Self.afterlife, on: connection)
    return key.keyID
  }
}
