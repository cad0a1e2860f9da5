package import WireText

/// What the server says of its API: an OpenAPI 3.1 document, `openapi.json` beside this file.
package enum APIDescription {
  /// The document as it is served.
  package static let json: [UInt8] = PackageResources.openapi_json

  /// The document, parsed.
  package static let document = (try? JSONScanner.value(json, deepest: 32)) ?? .null

  /// The document as a page.
  package static let page = DescriptionPage()

  /// Every operation, in the order of tags and paths.
  package static let operations: [DescribedOperation] = {
    let tags = (document["tags"]?.elements ?? []).compactMap { $0["name"]?.string }
    let paths = (document["paths"]?.members ?? [:]).sorted { $0.key < $1.key }
    let operations = paths.flatMap { path, item in
      ["get", "head", "post", "patch"].compactMap { method in
        item[method].map { DescribedOperation(method: method, path: path, item: item, node: $0) }
      }
    }
    return tags.flatMap { tag in operations.filter { $0.tag == tag } }
  }()

  /// What a node says, or the node that its `$ref` points to.
  package static func resolved(_ node: JSONValue) -> JSONValue {
    guard let reference = node["$ref"]?.string else { return node }
    let found = reference.split(separator: "/").dropFirst()
      .reduce(document) { $0[String($1)] ?? .null }
    return resolved(found)
  }

  /// The last part of a node's `$ref`; nil where it has none.
  static func referencedName(_ node: JSONValue) -> String? {
    node["$ref"]?.string?.split(separator: "/").last.map(String.init)
  }
}

/// A method of a path.
package struct DescribedOperation: Sendable {
  /// In upper case.
  package let method: String
  /// With its parameters in braces, such as `/admin/v1/accounts/{account}`.
  package let path: String
  /// What goes before the path, such as `/wfm/aion`; the empty text among them.
  package let prefixes: [String]
  package let parameters: [JSONValue]
  /// The operation's own object.
  package let node: JSONValue

  init(method: String, path: String, item: JSONValue, node: JSONValue) {
    self.method = method.uppercased()
    self.path = path
    self.node = node
    prefixes = (item["servers"] ?? APIDescription.document["servers"] ?? .null).elements
      .compactMap { $0["url"]?.string }.map { $0 == "/" ? "" : $0 }
    parameters = ((item["parameters"]?.elements ?? []) + (node["parameters"]?.elements ?? []))
      .map(APIDescription.resolved)
  }

  package var id: String { node["operationId"]?.string ?? "" }
  package var tag: String { node["tags"]?.elements.first?.string ?? "" }

  /// The scopes that a token needs; empty where none is needed.
  package var scopes: Set<String> {
    let alternatives = node["security"]?.elements ?? []
    return Set(
      alternatives.flatMap { alternative in
        alternative.members.values.flatMap { $0.elements.compactMap(\.string) }
      })
  }

  /// By status.
  package var responses: [String: JSONValue] {
    (node["responses"]?.members ?? [:]).mapValues(APIDescription.resolved)
  }

  /// Whether a request's path is this operation's, whatever its method. Empty segments do not count,
  /// as for the router.
  package func matches(path requested: String) -> Bool {
    let given = requested.split(separator: "/")
    return prefixes.contains { prefix in
      let segments = (prefix + path).split(separator: "/")
      return segments.count == given.count
        && zip(segments, given).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
  }
}
