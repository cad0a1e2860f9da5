package import WireText

/// An operation of the API: a method of a path.
package struct DescribedOperation: Sendable {
  /// The method in upper case.
  package let method: String
  /// The path, with its parameters in braces: `/admin/v1/accounts/{account}`.
  package let path: String
  /// The prefixes of the path, such as `/wfm/aion`; the empty text is one of them.
  package let prefixes: [String]
  /// The parameters of the path and of the operation, resolved.
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

  /// The operation's id; empty if it has none.
  package var id: String { node["operationId"]?.string ?? "" }
  /// The operation's first tag; empty if it has none.
  package var tag: String { node["tags"]?.elements.first?.string ?? "" }

  /// The scopes that an access token must have; empty if the operation needs no token.
  package var scopes: Set<String> {
    let alternatives = node["security"]?.elements ?? []
    return Set(
      alternatives.flatMap { alternative in
        alternative.members.values.flatMap { $0.elements.compactMap(\.string) }
      })
  }

  /// The resolved responses, by status.
  package var responses: [String: JSONValue] {
    (node["responses"]?.members ?? [:]).mapValues(APIDescription.resolved)
  }

  /// Whether the operation has this path, by any method. As in the router, empty segments are
  /// ignored.
  package func matches(path requested: String) -> Bool {
    let given = requested.split(separator: "/")
    return prefixes.contains { prefix in
      let segments = (prefix + path).split(separator: "/")
      return segments.count == given.count
        && zip(segments, given).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
  }
}
