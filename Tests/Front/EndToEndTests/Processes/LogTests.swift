import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@Suite("The log", .timeLimit(.minutes(10)))
struct LogTests {
  @Test func `has the ids of request, account and import, and no secret`() async throws {
    let database = try await Installation()
    try await database.makeAccount()
    let url = try #require(database.environment["WFM_DATABASE_URL"])
    let settings = [
      "WFM_LOG_LEVEL": "trace", "WFM_DATABASE_URL": "\(url) password=the-password-of-the-database",
      "WFM_TOKEN_SECRET": "the-shared-secret-of-the-issuer-of-tokens",
    ]
    let server = try await database.serve(settings: settings)
    let client = try await database.client(of: server)
    let id = try await client.upload(try Places.exampleFile())
    let status = try await client.outcome(of: id)
    let link = try #require(status.error_report_url)
    #expect(try await client.get(link).contains("AGENT_UNKNOWN"))
    let forged = try await exchange(HTTPClientRequest(url: link + "0")).response
    #expect(forged.status.code == 403)
    var request = HTTPClientRequest(url: "\(server.address)/v1/schedules/event-imports/\(id)")
    request.headers.add(name: "Authorization", value: "Bearer \(client.token)x")
    request.headers.add(name: "X-Request-Id", value: "the-clients-own-id")
    let unauthorised = try await exchange(request).response
    #expect(unauthorised.status.code == 401)

    let log = try await server.stop().errors
    #expect(log.contains(/request_id=[0-9a-f-]{36}/))
    #expect(log.contains("request_id=the-clients-own-id"))
    #expect(log.contains("import_id=\(id)"))
    #expect(log.contains("account="))
    let signature = try #require(link.split(separator: "signature=").last)
    let tokenSignature = try #require(client.token.split(separator: ".").last)
    for secret in [
      client.token, String(tokenSignature), String(signature), "signature=",
      "the-password-of-the-database", "the-shared-secret", Installation.reportURLKey, "PRIVATE KEY",
    ] {
      #expect(!log.contains(secret), "\(secret)")
    }
  }

  @Test func `has no password if the database is unreachable`() async throws {
    let installation = try Installation(
      connectionString: "host=/nonexistent password=the-password-of-the-database")
    let server = try await installation.serve(settings: ["WFM_LOG_LEVEL": "trace"])
    let response = try await exchange(
      HTTPClientRequest(url: "\(server.address)/health/ready")
    ).response
    #expect(response.status.code == 503)
    _ = try await server.program.waitFor("a warning") { program in
      program.errors.contains("cannot poll for imports") ? true : nil
    }
    let log = try await server.stop().errors
    #expect(!log.contains("the-password-of-the-database"))
  }
}
