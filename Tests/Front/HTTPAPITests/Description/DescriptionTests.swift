import APIDescription
import Crypto
import Foundation
import HTTPAPI
import HTTPTypes
import Identity
import NIOHTTP1
import Server
import TestInputs
import TestSupport
import Testing
import WireText

@Suite("The API's description", .timeLimit(.minutes(5)))
struct DescriptionTests {
  @Test func `has every route of the table and no other, with its prefixes and scope`()
    async throws
  {
    try await withTokenServer(on: try await TestDatabase()) { server in
      let routes = RouteTable.routes(for: server.services).map { route in
        let path = route.path.replacing(/:([a-z_]+)/) { "{\($0.1)}" }
        let prefixes = route.paths.map { $0.dropLast(route.path.count) }
        return "\(route.method) \(path) \(prefixes) \(route.scope?.rawValue ?? "-")"
      }
      let described = APIDescription.operations.map { operation in
        let scopes = operation.scopes.sorted().joined(separator: " ")
        let prefixes = operation.prefixes.map { $0[...] }
        return "\(operation.method) \(operation.path) \(prefixes) \(scopes.isEmpty ? "-" : scopes)"
      }
      #expect(described.sorted() == routes.sorted())
      #expect(described.count > 30)
    }
  }

  @Test func `has HEAD wherever it has GET, with the same responses`() {
    let operations = APIDescription.operations
    let heads = operations.filter { $0.method == "HEAD" }
    #expect(heads.count == operations.count { $0.method == "GET" })
    for head in heads {
      let get = operations.first { $0.method == "GET" && $0.path == head.path }
      #expect(get?.responses.keys.sorted() == head.responses.keys.sorted(), "\(head.path)")
      #expect(get?.scopes == head.scopes, "\(head.path)")
    }
  }

  @Test func `is served exactly as in the repository`() async throws {
    let response = try await APITestServer.waiting.send(.GET, "/openapi.json")
    #expect(response.status == 200)
    let file = PackageFolder.file("Sources/Front/APIDescription/openapi.json")
    #expect(response.body == [UInt8](try Data(contentsOf: file)))
  }

  @Test func `and its page are absent if they are switched off`() async throws {
    try await withAPIServer([.docs: "off"]) { server in
      for path in ["/openapi.json", "/docs"] {
        try await server.send(.GET, path).expect(.routeNotFound)
      }
    }
  }

  @Test func `gives each operation a unique id and a description`() {
    let operations = APIDescription.operations
    #expect(Set(operations.map(\.id)).count == operations.count)
    for operation in operations {
      #expect(operation.node["summary"]?.string?.isEmpty == false, "\(operation.id)")
      for (status, response) in operation.responses {
        #expect(response["description"]?.string?.isEmpty == false, "\(operation.id) \(status)")
        #expect(response["headers"]?["X-Request-Id"] != nil, "\(operation.id) \(status)")
      }
    }
  }

  /// Every object of the document that is a media type, a parameter or a header.
  private func mediaTypes(in node: JSONValue) -> [JSONValue] {
    let own = node["schema"] == nil ? [] : [node]
    return own + (Array(node.members.values) + node.elements).flatMap(mediaTypes)
  }

  @Test func `has examples that match their schemas, and only keywords that the tests know`() {
    let types = mediaTypes(in: APIDescription.document)
    let examples = types.compactMap { type in type["example"].map { (type["schema"], $0) } }
    #expect(examples.count > 70)
    for (schema, example) in examples {
      let problems = SchemaCheck.problems(of: example, against: schema ?? .null, at: "the example")
      #expect(problems == [])
    }
  }
}

@Suite("The page of the API's description", .timeLimit(.minutes(5)))
struct DescriptionPageTests {
  private func page() async throws -> APIResponse {
    let response = try await APITestServer.waiting.send(.GET, "/docs")
    #expect(response.status == 200)
    #expect(response.headers["Content-Type"] == ["text/html; charset=utf-8"])
    return response
  }

  @Test func `allows its own style and script, and nothing else`() async throws {
    let response = try await page()
    let policy = try #require(response.headers.first(name: "Content-Security-Policy"))
    func hash(_ element: String) throws -> String {
      let parts = response.text.split(separator: "<\(element)>")
      #expect(parts.count == 2)
      let text = try #require(parts.last?.split(separator: "</\(element)>").first)
      return "'sha256-\(Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString())'"
    }
    #expect(
      policy == """
        default-src 'none'; style-src \(try hash("style")); script-src \(try hash("script")); \
        base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """)
    // The constructs that the policy blocks.
    for forbidden in [" style=", " src=", "<link", "<iframe", "@import", "url("] {
      #expect(!response.text.contains(forbidden), "\(forbidden)")
    }
    #expect(response.text.firstMatch(of: /<[^>]* on[a-z]+=/) == nil)
  }

  @Test func `has the page for planners, and links to it`() async throws {
    let text = try await page().text
    #expect(text.contains("<a href=\"#planners\">"))
    #expect(text.contains("<section id=\"planners\"><h2>Schedule files for planners</h2>"))
    for part in [
      "<h3>Save from Excel</h3>\n<ol><li>", "<td>Write each quote inside a quoted cell twice, or",
      "<tr><td><code>WRONG_DATE_FORMAT</code><td>", "<h4>Night shifts</h4>",
    ] {
      #expect(text.contains(part), "\(part)")
    }
    // No Markdown syntax is left.
    let rest = try #require(text.components(separatedBy: "<section id=\"planners\">").last)
    let section = try #require(rest.components(separatedBy: "</section>").first)
    for mark in ["|", "`", "\n- ", "\n1. ", "\n#"] { #expect(!section.contains(mark), "\(mark)") }
  }

  @Test func `shows every operation, schema and header, and has no dead link`()
    async throws
  {
    let text = try await page().text
    let ids = text.matches(of: /\bid="([^"]+)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    let links = text.matches(of: /href="#([^"]+)"/).map { String($0.1) }
    #expect(Set(links).subtracting(ids) == [])
    // The page shows HEAD in the section of GET.
    let operations = APIDescription.operations.filter { $0.method != "HEAD" }
    for operation in operations {
      #expect(ids.contains(operation.id))
      #expect(links.contains(operation.id))
    }
    #expect(text.matches(of: /<pre class="curl">/).count == operations.count)
    let components = APIDescription.document["components"]
    for name in (components?["schemas"]?.members ?? [:]).keys {
      #expect(ids.contains("schema-\(name)"), "\(name)")
    }
    for name in (components?["responses"]?.members ?? [:]).keys {
      #expect(ids.contains("response-\(name)"), "\(name)")
    }
  }

  /// The section of an operation.
  private func article(_ id: String) async throws -> String {
    let text = try await page().text
    let start = try #require(text.firstRange(of: "<article id=\"\(id)\">")).upperBound
    return String(text[start...].components(separatedBy: "</article>")[0])
  }

  @Test func `shows an example without optional members, and bounds by their names`()
    async throws
  {
    let list = try #require(
      APIDescription.operations.first { $0.method == "GET" && $0.path == "/admin/v1/accounts" })
    let article = try await article(list.id)
    #expect(article.contains("&quot;$WFM/admin/v1/accounts&quot;"), "\(article)")
    let limit = try #require(
      article.split(separator: "<tr>").first { $0.contains("<code>limit</code>") })
    #expect(limit.contains("least <code>1</code>; most <code>200</code>"), "\(limit)")
  }

  @Test func `escapes the texts of the description`() async throws {
    let text = try await page().text
    #expect(text.contains("'Content-Type: application/json'"))
    #expect(text.contains("&quot;Authorization: Bearer $TOKEN&quot;"))
    #expect(!text.contains("Bearer $TOKEN\""))
  }
}
