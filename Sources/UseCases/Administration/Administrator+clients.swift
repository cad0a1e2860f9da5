import Authorization
import Foundation
package import Identity
package import Scheduling
package import Secrets
import Store
import WireText

extension Administrator {
  /// The way in which a client authenticates.
  package enum Credential: Sendable {
    /// A new secret.
    case newSecret
    /// Assertions that the client signs with these keys.
    case keys(ClientKeys)
  }

  /// A client and its new secret. The server stores only a hash, so it cannot show the secret
  /// again.
  package struct Issued: Sendable {
    /// The client as shown in lists.
    package let client: Client
    /// The new secret; nil for a client with keys.
    package let secret: Secret?
  }

  /// The range of seconds for which an old secret can stay valid: up to 7 days.
  package static let graces: ClosedRange<Int> = 0...604_800

  /// Creates a client with a new id.
  ///
  /// - Parameter scopes: at least one of the scopes that clients of the owner may have.
  /// - Throws: `.unknown` for the account.
  package func createClient(
    of owner: Owner, name: String, scopes: Set<Scope>, credential: Credential,
    by origin: AuditOrigin
  ) async throws(Refusal) -> Issued {
    try await change(of: owner, by: origin) { account, connection in
      let secret: ClientSecret?
      let keys: ClientKeys?
      switch credential {
      case .newSecret: (secret, keys) = (ClientSecret(), nil)
      case .keys(let given): (secret, keys) = (nil, given)
      }
      let new = ClientRepository.New(
        id: UUID.random().wireText, name: name, scopes: scopes.sorted().map(\.rawValue),
        secretHash: secret?.hash, jwks: keys?.jwks)
      guard try ClientRepository.create(new, account: account, on: connection) else {
        throw Refusal.exists(.client)
      }
      let client = try Self.known(
        try ClientRepository.find(new.id, account: account, on: connection))
      let event = Event(
        action: "client.create", target: new.id,
        detail: [
          "name": .text(name), "scopes": .list(new.scopes),
          "credential": .text(secret == nil ? "keys" : "secret"),
        ])
      return (Issued(client: client, secret: secret?.text), event)
    }
  }

  /// Revokes a client: it gets no more tokens. Its tokens stay valid until they expire. A revoked
  /// client stays revoked.
  ///
  /// - Throws: `.unknown`
  package func revokeClient(
    _ id: String, of owner: Owner, by origin: AuditOrigin
  ) async throws(Refusal) -> Client {
    try await change(of: owner, by: origin) { account, connection in
      let isNew = try ClientRepository.revoke(id, account: account, on: connection)
      let client = try Self.known(try ClientRepository.find(id, account: account, on: connection))
      return (client, isNew ? Event(action: "client.revoke", target: id) : nil)
    }
  }

  /// Gives a client a new secret.
  ///
  /// - Parameter grace: seconds for which the old secret stays valid, within `graces`.
  /// - Throws: `.unknown`, `.isRevoked`, `.hasNoSecret`
  package func rotateSecret(
    of id: String, of owner: Owner, grace: Int, by origin: AuditOrigin
  ) async throws(Refusal) -> Issued {
    try await change(of: owner, by: origin) { account, connection in
      let client = try Self.known(try ClientRepository.find(id, account: account, on: connection))
      guard client.revokedAt == nil else { throw Refusal.isRevoked }
      guard client.hasSecret else { throw Refusal.hasNoSecret }
      let secret = ClientSecret()
      let isDone = try ClientRepository.rotateSecret(
        of: id, account: account, to: secret.hash, grace: .seconds(grace), on: connection)
      // The client was revoked in the meantime.
      guard isDone else { throw Refusal.isRevoked }
      let event = Event(
        action: "client.rotate_secret", target: id, detail: ["grace_seconds": .number(grace)])
      return (Issued(client: client, secret: secret.text), event)
    }
  }

  /// - Throws: `.unknown`
  package func client(
    _ id: String, of owner: Owner
  ) async throws(Refusal) -> Client {
    try await read(of: owner) { account, connection in
      try Self.known(try ClientRepository.find(id, account: account, on: connection))
    }
  }

  /// An owner's clients by id, including revoked ones.
  ///
  /// - Parameter after: the id before the first client of the page; empty for the beginning.
  /// - Throws: `.unknown` for the account.
  package func clients(
    of owner: Owner, after: String, limit: Int
  ) async throws(Refusal) -> [Client] {
    try await read(of: owner) { account, connection in
      try ClientRepository.list(account: account, after: after, limit: limit, on: connection)
    }
  }

  private static func known(
    _ client: Client?
  ) throws(Refusal) -> Client {
    guard let client else { throw .unknown(.client) }
    return client
  }
}
