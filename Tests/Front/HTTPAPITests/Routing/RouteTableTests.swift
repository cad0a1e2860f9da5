import Foundation
import HTTPAPI
import HTTPTypes
import Identity
import NIOHTTP1
import Scheduling
import TestSupport
import Testing

/// Tests every route of the table for the rules that all routes share.
@Suite("Every route", .timeLimit(.minutes(5)))
struct RouteTableTests {
  private struct Target {
    let route: Route
    let path: String
    /// All methods that the table has for this path.
    let allowed: [String]
  }

  private func targets(_ server: APITestServer) -> [Target] {
    let routes = RouteTable.routes(for: server.services)
    return routes.flatMap { route in
      route.paths.map { path in
        Target(
          route: route, path: path.replacing(/:[a-z_]+/, with: UUID().uuidString.lowercased()),
          allowed: routes.filter { $0.paths.contains(path) }.map(\.method.rawValue).sorted())
      }
    }
  }

  @Test func `is in the contract or in the admin API`() async throws {
    let routes = RouteTable.routes(for: try await APITestServer.waiting.services)
      .filter { !$0.path.hasPrefix("/admin/v1/") || $0.scope != .admin }
    let lines = routes.map {
      "\($0.method) \($0.paths.joined(separator: " ")) \($0.scope?.rawValue ?? "-")"
    }
    let imports = "/v1/schedules/event-imports"
    let read = [
      "\(imports)/:import_id /wfm/aion\(imports)/:import_id wfm-public:read",
      "\(imports)/:import_id/error-report /wfm/aion\(imports)/:import_id/error-report -",
      "/health/live -", "/health/ready -", "/openapi.json -", "/docs -",
    ]
    var expected = ["POST \(imports) /wfm/aion\(imports) wfm-public:write"]
    for route in read { expected += ["GET \(route)", "HEAD \(route)"] }
    #expect(lines == expected)
  }

  @Test func `with a scope rejects a missing token, a bad token and every other scope`()
    async throws
  {
    let server = try await APITestServer.waiting
    let targets = targets(server).filter { $0.route.scope != nil }
    #expect(targets.count { $0.route.scope != .admin } == 6)
    for target in targets {
      let scope = try #require(target.route.scope)
      let method = HTTPMethod(rawValue: target.route.method.rawValue)
      let others = try await server.token(
        account: "a", scopes: Scope.allCases.filter { $0 != scope })
      let isHead = method == .HEAD
      try await server.send(method, target.path).expect(.noToken, bodyIsOmitted: isHead)
      try await server.send(method, target.path, token: "abc")
        .expect(.invalidToken, bodyIsOmitted: isHead)
      try await server.send(method, target.path, token: others)
        .expect(.insufficientScope(scope.rawValue), bodyIsOmitted: isHead)
    }
  }

  /// The methods of RFC 9110 except CONNECT, which has no path, and other registered methods.
  private static let methods: [HTTPMethod] = [
    .GET, .HEAD, .POST, .PUT, .DELETE, .OPTIONS, .TRACE, .PATCH, .PROPFIND, .PURGE, .SEARCH, .LOCK,
    .REPORT, .SUBSCRIBE,
  ]

  @Test func `rejects other methods with a 405 and Allow, with and without a token`() async throws {
    let server = try await APITestServer.waiting
    let token = try await server.token(account: "a", scopes: Scope.allCases)
    for target in targets(server) {
      for method in Self.methods where !target.allowed.contains(method.rawValue) {
        for token in [nil, token] {
          try await server.send(method, target.path, token: token)
            .expect(
              .methodNotAllowed(target.allowed.joined(separator: ", ")),
              bodyIsOmitted: method == .HEAD)
        }
      }
    }
  }

  /// The fields that two responses have in common.
  private static func shared(_ fields: [String: String]) -> [String: String] {
    fields.filter { $0.key != "x-request-id" && $0.key != "date" }
  }

  /// RFC 9110, section 9.3.2.
  @Test func `answers HEAD like GET without a body, and the connection stays usable`()
    async throws
  {
    let server = try await APITestServer.waiting
    let client = try server.rawClient()
    for (path, allowed) in targets(server).map({ ($0.path, $0.allowed) }) + [("/x", ["GET"])] {
      try await client.send(
        "HEAD \(path) HTTP/1.1\r\nHost: a\r\n\r\nGET \(path) HTTP/1.1\r\nHost: a\r\n\r\n"
          + "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n")
      let head = try await client.head()
      let get = try await client.response()
      #expect(head.status == get.status)
      #expect(head.status != 405 || !allowed.contains("GET"))
      let (given, wanted) = (Self.shared(head.fields), Self.shared(get.fields))
      #expect(given == wanted, "\(path)")
      #expect(try await client.response().body == #"{"status":"live"}"#)
    }
  }

  @Test func `is found with a trailing slash, a doubled slash and a query`()
    async throws
  {
    let account = try await APITestServer.waiting.account()
    let id = try await account.accept()
    for prefix in APITestServer.prefixes {
      for path in [
        "\(APITestServer.imports)/\(id)/", "/\(APITestServer.imports)//\(id)",
        "\(APITestServer.imports)/\(id)?x=%00&status=ERROR#y",
      ] {
        let target = prefix + path
        try await account.server.send(.GET, target).expect(.noToken)
        let response = try await account.server.send(.GET, target, token: account.reader)
        #expect(response.text == #"{"id":"\#(id)","status":"PROCESSING"}"#)
      }
      try await account.server.send(.POST, "\(prefix)\(APITestServer.imports)/?a=b")
        .expect(.noToken)
      try await account.server.send(.PUT, "\(prefix)/\(APITestServer.imports)/")
        .expect(.methodNotAllowed("POST"))
    }
  }
}

@Suite("A path without a route", .timeLimit(.minutes(5)))
struct UnknownPathTests {
  @Test(arguments: [
    "/", "/v1", "/v1/schedules", "/wfm", "/wfm/aion", "/wfm/aion/", "/v1/schedules/event-imports2",
    "/V1/schedules/event-imports", "/v1/schedules/event%2Dimports", "/v1%2Fschedules/event-imports",
    "/wfm/aion/wfm/aion/v1/schedules/event-imports", "/wfm/v1/schedules/event-imports",
    "/v1/schedules/event-imports/1/error-report/2", "/v1/schedules/event-imports/1/other",
    "/wfm/aion/health/live", "/health", "/favicon.ico", "/v1/schedules/%2e%2e/event-imports",
    "/v2/schedules/event-imports", "/v1/schedules/event-imports%00",
  ])
  func `is a 404 for every method, with and without a token`(path: String) async throws {
    let server = try await APITestServer.waiting
    let token = try await server.token(account: "a", scopes: Scope.allCases)
    for method in [HTTPMethod.GET, .POST, .OPTIONS, .PROPFIND] {
      for token in [nil, token] {
        try await server.send(method, path, token: token).expect(.routeNotFound)
      }
    }
    try await server.send(.HEAD, path).expect(.routeNotFound, bodyIsOmitted: true)
  }

  @Test(arguments: ["OPTIONS * HTTP/1.1", "GET /.. HTTP/1.1", "GET /v1/../health/live HTTP/1.1"])
  func `is a 404 in every spelling`(line: String) async throws {
    let client = try await APITestServer.waiting.rawClient()
    try await client.send("\(line)\r\nHost: a\r\n\r\n")
    let response = try await client.response()
    #expect(response.status == 404)
    #expect(response.body == ContractError.routeNotFound.body)
  }

  @Test func `is found if the target includes the host (RFC 9112, 3.2.2)`() async throws {
    let client = try await APITestServer.waiting.rawClient()
    try await client.send("GET http://a/health/live HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(try await client.response().body == #"{"status":"live"}"#)
  }
}
