import WireText

/// An operation of the page.
struct OperationSection {
  let operation: DescribedOperation

  private var node: JSONValue { operation.node }

  var html: String {
    let method = operation.method
    return """
      <article id="\(operation.id)">
      <h3><a href="#\(operation.id)"><span class="method \(method.lowercased())">\(method)</span>
      <code>\(HTMLText.escaped(operation.path))</code></a></h3>
      <p class="summary">\(HTMLText.spans(node["summary"]?.string ?? ""))</p>
      \(HTMLText.blocks(node["description"]?.string ?? ""))
      <p class="access">\(access)\(prefixes)</p>
      \(parameters)
      \(requestBody)
      <pre class="curl"><code>\(HTMLText.escaped(CurlExample(operation: operation).text))</code></pre>
      \(responses)
      </article>
      """
  }

  private var access: String {
    let scopes = operation.scopes.sorted().map { HTMLText.code($0) }
    if !scopes.isEmpty {
      return "Needs an access token with the scope \(scopes.joined(separator: ", "))."
    }
    return node["security"]?.elements.isEmpty == false
      ? "The client authenticates itself." : "Needs no access token."
  }

  private var prefixes: String {
    let others = operation.prefixes.filter { !$0.isEmpty }.map { HTMLText.code($0) }
    return others.isEmpty ? "" : " Also served behind \(others.joined(separator: ", "))."
  }

  private var parameters: String {
    let rows = operation.parameters.map { parameter in
      SchemaOutline.row(
        parameter["name"]?.string ?? "", parameter["schema"] ?? .null,
        isRequired: parameter["required"]?.bool == true,
        meaning: ["in", "description"].compactMap { parameter[$0]?.string }
          .joined(separator: ": "))
    }
    guard !rows.isEmpty else { return "" }
    return "<table><thead><tr><th>parameter<th>type<th>meaning</thead>"
      + "<tbody>\(rows.joined())</tbody></table>"
  }

  private var requestBody: String {
    Self.content(node["requestBody"]?["content"]?.members ?? [:], title: "Body")
  }

  /// A body's media types, schemas and examples.
  static func content(_ types: [String: JSONValue], title: String) -> String {
    types.sorted { $0.key < $1.key }.map { type, media in
      let schema = SchemaOutline(node: media["schema"] ?? .null)
      let example = media["example"].map { $0.string ?? $0.text(isPretty: true) }
      return "<p>\(title) \(HTMLText.code(type)): \(schema.type)</p>"
        + (example.map { "<pre><code>\(HTMLText.escaped($0))</code></pre>" } ?? "")
    }.joined(separator: "\n")
  }

  private var responses: String {
    let all = node["responses"]?.members ?? [:]
    let successes = all.filter { $0.key.hasPrefix("2") }.map { Self.response($0.key, $0.value) }
    let refusals = Self.refusals(all.filter { !$0.key.hasPrefix("2") })
    return "\(successes.joined())<p class=\"refusals\">Refusals: \(refusals)</p>"
  }

  /// Links to refusals, by status.
  static func refusals(_ responses: [String: JSONValue]) -> String {
    responses.sorted { $0.key < $1.key }.map { status, response in
      let name = APIDescription.referencedName(response) ?? ""
      return "<a href=\"#response-\(name)\">\(status)&nbsp;\(HTMLText.escaped(name))</a>"
    }.joined(separator: ", ")
  }

  static func response(_ status: String, _ response: JSONValue) -> String {
    let headers = (response["headers"]?.members ?? [:]).keys.sorted()
      .map { "<a href=\"#header-\($0)\">\(HTMLText.code($0))</a>" }.joined(separator: ", ")
    return """
      <div class="response"><p><b>\(status)</b> \(
        HTMLText.spans(response["description"]?.string ?? "")) <small>\(headers)</small></p>
      \(content(response["content"]?.members ?? [:], title: "Body"))</div>
      """
  }
}
