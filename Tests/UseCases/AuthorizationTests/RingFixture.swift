import Authorization
import Identity
import Postgres
import Scheduling
import Store
import TestSupport

/// Rings and servers on one database, like replicas.
struct RingFixture: Sendable {
  static let issuer = "https://wfm.example.com"
  static let origin = AuditOrigin(actor: "test")

  let database: TestDatabase
  let masterKey: MasterKey

  init() async throws {
    database = try await TestDatabase()
    masterKey = try MasterKey(secret: Array("a master key of more than 32 bytes".utf8))
  }

  var rotation: SigningKeyRotation { SigningKeyRotation(masterKey: masterKey) }

  func ring(
    masterKey: MasterKey? = nil, clock: any Clock<Duration> = ContinuousClock(),
    onRead: @escaping @Sendable () async -> Void = {}
  ) -> SigningKeyRing {
    SigningKeyRing(
      masterKey: masterKey ?? self.masterKey,
      issuance: .init(
        issuer: Self.issuer, audience: Self.issuer, accountClaim: "account_id"),
      pool: database.pool(size: 2), clock: clock, onRead: onRead,
      logger: TestDatabase.logger)
  }

  func keys() async throws -> [SigningKeyRepository.Key] {
    try await database.connection().run { try SigningKeyRepository.current(on: $0) }
  }

  func execute(_ sql: String) async throws {
    try await database.connection().run { try $0.executeScript(sql) }
  }

  @discardableResult
  func rotate(
    isEmergency: Bool = false, masterKey: MasterKey? = nil
  ) async throws -> String {
    let rotation = SigningKeyRotation(masterKey: masterKey ?? self.masterKey)
    return try await database.connection().run { connection in
      try await rotation.rotate(
        isEmergency: isEmergency, origin: RingFixture.origin, on: connection)
    }
  }

  func revoke(
    _ id: String, masterKey: MasterKey? = nil, changesMasterKey: Bool = false
  ) async throws -> (revoked: Bool, replacement: String?) {
    let rotation = SigningKeyRotation(masterKey: masterKey ?? self.masterKey)
    return try await database.connection().run { connection in
      try await rotation.revoke(
        id, changesMasterKey: changesMasterKey, origin: RingFixture.origin, on: connection)
    }
  }

  /// A verifier that trusts the published keys of the ring, at a given time.
  func verifier(
    trusting ring: SigningKeyRing, now: @escaping @Sendable () -> Int64
  ) throws -> TokenVerifier {
    TokenVerifier(
      issuers: [
        try TrustedIssuer(
          keys: ring,
          policy: TokenPolicy(issuers: [Self.issuer], audiences: [Self.issuer], leeway: 0))
      ], now: now)
  }
}

extension SigningKeyRing {
  /// A token as issued by the token endpoint.
  func token(now: Int64, lifetime: Int64 = 3600) throws -> String? {
    try issuer(now: now)?.issue(
      for: .account("acme"), scopes: [.read], clientID: "robot", lifetime: lifetime, now: now)
  }
}
