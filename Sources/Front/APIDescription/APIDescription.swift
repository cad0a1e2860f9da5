package import WireText

/// The API's description: an OpenAPI 3.1 document, `openapi.json` beside this file.
package enum APIDescription {
  /// The document in the form that the server sends.
  package static let json: [UInt8] = PackageResources.openapi_json

  /// The parsed document.
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

  /// The node that a `$ref` points to; a node without `$ref` itself.
  package static func resolved(_ node: JSONValue) -> JSONValue {
    guard let reference = node["$ref"]?.string else { return node }
    let found = reference.split(separator: "/").dropFirst()
      .reduce(document) { $0[String($1)] ?? .null }
    return resolved(found)
  }

  /// The last segment of a node's `$ref`; nil if it has none.
  static func referencedName(_ node: JSONValue) -> String? {
    node["$ref"]?.string?.split(separator: "/").last.map(String.init)
  }
}
