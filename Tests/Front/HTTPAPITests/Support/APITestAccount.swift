import AsyncHTTPClient
import Foundation
import HTTPAPI
import Identity
import Importing
import NIOCore
import NIOHTTP1
import Postgres
import Scheduling
import Store
import TestSupport
import Testing

/// An account of a test server, with tokens of each kind.
struct APITestAccount: Sendable {
  let server: APITestServer
  let name: AccountName
  /// Has `wfm-public:write` only.
  let writer: String
  /// Has `wfm-public:read` only.
  let reader: String

  /// Uploads a form. The response is a 202 or a refusal.
  func upload(
    _ form: UploadForm = UploadForm(), prefix: String = "", headers: HTTPHeaders = [:]
  ) async throws -> APIResponse {
    var headers = headers
    headers.add(name: "Content-Type", value: form.contentType)
    return try await server.send(
      .POST, prefix + APITestServer.imports, token: writer, headers: headers,
      body: .bytes(ByteBuffer(bytes: form.body)))
  }

  func status(of id: String, prefix: String = "") async throws -> APIResponse {
    try await server.send(.GET, "\(prefix)\(APITestServer.imports)/\(id)", token: reader)
  }

  /// Uploads a form, which must be accepted, and returns the import's id.
  func accept(_ form: UploadForm = UploadForm(), prefix: String = "") async throws -> String {
    let response = try await upload(form, prefix: prefix)
    try #require(response.status == 202, "\(response.text)")
    return String(try #require(response.headers.first(name: "Location")).suffix(36))
  }

  /// Puts an import in progress without a request.
  func occupy() async throws {
    _ = try await server.services.imports.accept(
      ImportService.Request(
        fileName: "a.csv", timeZone: "UTC", dateFormat: nil, file: [Array(UploadForm.header.utf8)]),
      account: name, origin: .init(actor: "test"))
  }

  /// Uploads a form to a server with a worker, and waits for the final status.
  func finish(_ form: UploadForm = UploadForm()) async throws -> (id: String, status: APIResponse) {
    let id = try await accept(form)
    return (id, try await finalStatus(of: id))
  }

  /// Waits until the worker has carried the import out.
  func finalStatus(of id: String) async throws -> APIResponse {
    var response: APIResponse?
    try await eventually("import \(id) is not finished", within: .seconds(120)) {
      response = try await status(of: id)
      return response?.text.contains("PROCESSING") == false
    }
    return try #require(response)
  }

  /// The stored events as lines: e-mail, start and end in UTC, type.
  func events() async throws -> [String] {
    try await server.pool.withConnection { connection in
      let id = try #require(try AccountRepository.find(name, on: connection))
      return try await connection.storedEvents(of: id)
    }
  }

  /// Gives a waiting import a final status, as a worker would.
  func settle(_ id: String, _ counts: RowCounts) async throws {
    let candidate = try await candidate(id)
    try await server.pool.withConnection {
      try ImportQueue.complete(candidate, counts: counts, on: $0)
    }
  }

  /// Ends a waiting import as `ERROR`.
  func fail(_ id: String) async throws {
    let candidate = try await candidate(id)
    try await server.pool.withConnection {
      try ImportQueue.fail(candidate, reason: "secret reason", on: $0)
    }
  }

  private func candidate(_ id: String) async throws -> ImportQueue.Candidate {
    try #require(
      try await server.pool.withConnection { connection in
        try ImportQueue.candidates(limit: 100_000, on: connection).first {
          $0.importID == UUID(uuidString: id)
        }
      })
  }
}

extension APITestServer {
  /// Creates an account with the agents Ann, Bob and the inactive Zed, and two event types.
  func account(
    _ name: AccountName = "account-\(UUID().uuidString)"
  ) async throws -> APITestAccount {
    try await pool.withConnection { connection in
      let id = try AccountRepository.create(name, on: connection).id
      _ = try AgentRepository.upsert(
        [
          Agent(name: "Ann", email: "ann@example.com", isActive: true),
          Agent(name: "Bob", email: "bob@example.com", isActive: true),
          Agent(name: "Zed", email: "zed@example.com", isActive: false),
        ], account: id, on: connection)
      _ = try EventTypeRepository.upsert(
        [EventType(name: "Shift"), EventType(name: "Break")], account: id, on: connection)
    }
    return try await stranger(name)
  }

  /// Tokens for an account that the server does not know.
  func stranger(_ name: AccountName = "stranger") async throws -> APITestAccount {
    APITestAccount(
      server: self, name: name,
      writer: try await token(account: name, scopes: [.write]),
      reader: try await token(account: name, scopes: [.read]))
  }

  /// A token that is valid for a year.
  func token(account: AccountName, scopes: [Scope]) async throws -> String {
    try await issuer.issue(
      account: account, scopes: scopes, clientID: "test", lifetime: 31_536_000,
      now: clock.seconds)
  }
}
