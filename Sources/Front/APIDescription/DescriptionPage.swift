import Crypto
import Foundation
import WireText

/// The description as one HTML page. It loads nothing and works without its script.
package struct DescriptionPage: Sendable {
  /// The page.
  package let html: String
  /// Allows the page's own style and script, and nothing else.
  package let contentSecurityPolicy: String

  init() {
    let style = String(decoding: PackageResources.page_css, as: UTF8.self)
    let script = String(decoding: PackageResources.page_js, as: UTF8.self)
    contentSecurityPolicy =
      "default-src 'none'; style-src '\(Self.source(style))'; script-src '\(Self.source(script))'; "
      + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    let info = APIDescription.document["info"] ?? .null
    let title = HTMLText.escaped(info["title"]?.string ?? "")
    html = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(title)</title>
      <style>\(style)</style>
      </head>
      <body>
      <nav aria-label="Operations">\(Self.navigation)</nav>
      <main>
      <h1>\(title) <small>\(HTMLText.escaped(info["version"]?.string ?? ""))</small></h1>
      \(HTMLText.blocks(info["description"]?.string ?? ""))
      <p>Planners who upload files find what they need under
      <a href="#planners">schedule files for planners</a>.</p>
      <p>This page shows <a href="openapi.json"><code>openapi.json</code></a>, an OpenAPI 3.1
      document. Its command lines take the server's address from a variable:</p>
      <pre><code id="address">WFM=http://127.0.0.1:8080</code></pre>
      \(Self.tags)
      \(Self.authentication)
      \(Self.refusals)
      \(Self.headers)
      \(Self.schemas)
      \(Self.planners)
      </main>
      <script>\(script)</script>
      </body>
      </html>

      """
  }

  /// The source expression that allows exactly this text (CSP3 section 2.3.1).
  private static func source(_ text: String) -> String {
    "sha256-\(Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString())"
  }

  private static var tagNodes: [(name: String, id: String, description: String)] {
    (APIDescription.document["tags"]?.elements ?? []).map { tag in
      let name = tag["name"]?.string ?? ""
      return (
        name, "tag-\(name.lowercased().replacing(" ", with: "-"))",
        tag["description"]?.string ?? ""
      )
    }
  }

  private static func operations(of tag: String) -> [DescribedOperation] {
    // The page explains HEAD once, as GET without the body.
    APIDescription.operations.filter { $0.tag == tag && $0.method != "HEAD" }
  }

  private static var navigation: String {
    let tags = tagNodes.map { tag in
      let links = operations(of: tag.name).map { operation in
        let method = operation.method
        return "<li><a href=\"#\(operation.id)\"><span class=\"method \(method.lowercased())\">"
          + "\(method)</span> \(HTMLText.escaped(operation.node["summary"]?.string ?? ""))</a></li>"
      }
      return "<h2><a href=\"#\(tag.id)\">\(HTMLText.escaped(tag.name))</a></h2>"
        + "<ul>\(links.joined(separator: "\n"))</ul>"
    }
    let rest = [
      ("authentication", "Authentication"), ("refusals", "Refusals"),
      ("headers", "Headers"), ("schemas", "Schemas"), ("planners", "For planners"),
    ].map { "<h2><a href=\"#\($0)\">\($1)</a></h2>" }
    return (tags + rest).joined(separator: "\n")
  }

  private static var tags: String {
    tagNodes.map { tag in
      "<section id=\"\(tag.id)\"><h2>\(HTMLText.escaped(tag.name))</h2>"
        + HTMLText.blocks(tag.description)
        + operations(of: tag.name).map { OperationSection(operation: $0).html }.joined()
        + "</section>"
    }.joined(separator: "\n")
  }
}

extension DescriptionPage {
  private static var components: JSONValue { APIDescription.document["components"] ?? .null }

  private static func sorted(_ kind: String) -> [(key: String, value: JSONValue)] {
    (components[kind]?.members ?? [:]).sorted { $0.key < $1.key }
  }

  private static var authentication: String {
    let schemes = sorted("securitySchemes").map { name, scheme in
      let flow = scheme["flows"]?["clientCredentials"]
      let scopes = (flow?["scopes"]?.members ?? [:]).sorted { $0.key < $1.key }.map {
        "<li>\(HTMLText.code($0.key)): \(HTMLText.spans($0.value.string ?? ""))</li>"
      }
      let token = flow?["tokenUrl"]?.string.map { " Tokens from \(HTMLText.code($0))." } ?? ""
      return "<h3>\(HTMLText.escaped(name))</h3>"
        + "<p>\(HTMLText.spans(scheme["description"]?.string ?? ""))\(token)</p>"
        + (scopes.isEmpty ? "" : "<ul>\(scopes.joined())</ul>")
    }
    return "<section id=\"authentication\"><h2>Authentication</h2>\(schemes.joined())</section>"
  }

  private static var refusals: String {
    let ofEveryPath = APIDescription.document["x-responses-of-every-path"]?.members ?? [:]
    let items = sorted("responses").map { name, response in
      "<div id=\"response-\(name)\">\(OperationSection.response(name, response))</div>"
    }
    return "<section id=\"refusals\"><h2>Refusals</h2><p>Any request can get one of these "
      + "responses: \(OperationSection.refusals(ofEveryPath)).</p>\(items.joined())</section>"
  }

  private static var headers: String {
    let every = APIDescription.document["x-headers-of-every-response"]?.members ?? [:]
    let items = sorted("headers").map { name, header in
      let note = every[name] == nil ? "" : " In every response."
      let schema = SchemaOutline(node: header["schema"] ?? .null)
      let bounds = ([schema.type] + schema.bounds).joined(separator: "; ")
      return "<dt id=\"header-\(name)\">\(HTMLText.code(name))</dt>"
        + "<dd>\(HTMLText.spans((header["description"]?.string ?? "") + note)) \(bounds)</dd>"
    }
    return "<section id=\"headers\"><h2>Headers</h2><dl>\(items.joined())</dl></section>"
  }

  /// The page docs/how-to/prepare-a-file.md, embedded in the program.
  private static var planners: String {
    let guide = String(decoding: PackageResources.planners_md, as: UTF8.self)
    return "<section id=\"planners\">\(HTMLText.guide(guide))</section>"
  }

  private static var schemas: String {
    let items = sorted("schemas").map { name, schema in
      "<h3 id=\"schema-\(name)\"><a href=\"#schema-\(name)\">\(HTMLText.escaped(name))</a></h3>"
        + HTMLText.blocks(schema["description"]?.string ?? "") + SchemaOutline(node: schema).table
    }
    return "<section id=\"schemas\"><h2>Schemas</h2>\(items.joined())</section>"
  }
}
