import Identity
package import Postgres
package import Scheduling
import Store

/// How the signing keys change. Whoever changes them holds the advisory lock `.signingKeys`.
package struct SigningKeyRotation: Sendable {
  /// From a key's making until it signs, where another one signs so far: longer than every replica
  /// and every cache of the published keys needs to have it.
  package static let notice = Duration.seconds(60)
  /// How long a key is believed after the last token that it signed: as long as any token lives,
  /// whatever lifetime a replica is set to, and as long as clocks may differ.
  static let afterlife = Duration.seconds(TokenGrant.lifetimes.upperBound + 60)

  private let masterKey: MasterKey

  package init(masterKey: MasterKey) { self.masterKey = masterKey }

  /// Makes the key that signs from `notice` on, or at once.
  ///
  /// - Returns: its id.
  /// - Throws: `SigningKeyFault`, also where the master key does not open a key that is there; nothing
  ///   is changed then.
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

  /// Makes a key that signs at once where there is none that stays.
  ///
  /// - Returns: whether it was needed.
  func ensureKey(on connection: isolated PostgresConnection) async throws -> Bool {
    try await connection.transaction { connection in
      try connection.advisoryLock(.signingKeys)
      guard try !hasLastingKey(on: connection) else { return false }
      _ = try add(after: .zero, on: connection)
      return true
    }
  }

  /// Takes a key away: what it signed is refused as soon as a server looks at the keys again. Where
  /// it was the one that signs, a new one takes its place at once.
  ///
  /// - Parameter changesMasterKey: whether the new one may be made under another master key than the
  ///   one that is taken away. No other key may be there then.
  /// - Returns: whether there was such a key, and the id of the new one, if there is one.
  /// - Throws: `SigningKeyFault`, where a new key would be made and the master key does not open those
  ///   that are there; nothing is changed then.
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

  /// A key that is about to be forgotten must not sign: its tokens would outlive it.
  private func hasLastingKey(
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Bool {
    try SigningKeyRepository.current(on: connection).contains { $0.verifiesUntil == nil }
  }

  /// A key under another master key than the others would leave no master key with which a server
  /// starts.
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
