import WireText

/// A schema in words and rows.
struct SchemaOutline {
  let node: JSONValue

  /// The schema's type, with a link if it has a name: `array of Agent`.
  var type: String {
    if let name = APIDescription.referencedName(node) {
      return "<a href=\"#schema-\(name)\">\(HTMLText.escaped(name))</a>"
    }
    if case .bool = node { return "anything" }
    if let value = node["const"] { return HTMLText.code(value.text()) }
    let alternatives = node["anyOf"]?.elements ?? []
    if !alternatives.isEmpty {
      return alternatives.map { SchemaOutline(node: $0).type }.joined(separator: " or ")
    }
    if let items = node["items"] { return "array of \(SchemaOutline(node: items).type)" }
    if let values = node["enum"] {
      return values.elements.map { HTMLText.code($0.text()) }.joined(separator: ", ")
    }
    return HTMLText.escaped(node["type"]?.string ?? "object")
  }

  /// The schema's bounds, each in a few words.
  var bounds: [String] {
    let words = [
      ("format", "format"), ("minLength", "characters, least"), ("maxLength", "characters, most"),
      ("minimum", "least"), ("maximum", "most"), ("minItems", "elements, least"),
      ("maxItems", "elements, most"), ("default", "default"), ("pattern", "pattern"),
    ]
    return words.compactMap { keyword, word in
      node[keyword].map { "\(word) \(HTMLText.code($0.string ?? $0.text()))" }
    }
  }

  /// A table of an object's members; the type of any other schema.
  var table: String {
    let properties = node["properties"]?.members ?? [:]
    guard !properties.isEmpty else {
      return "<p>\(([type] + bounds).joined(separator: "; ")).</p>"
    }
    let required = (node["required"]?.elements ?? []).compactMap(\.string)
    let others = properties.keys.filter { !required.contains($0) }.sorted()
    let rows = (required + others).map { name in
      Self.row(name, properties[name] ?? .null, isRequired: required.contains(name))
    }
    return "<table><thead><tr><th>member<th>type<th>meaning</thead><tbody>\(rows.joined())</tbody>"
      + "</table>"
  }

  /// A row of a member, parameter or header.
  static func row(
    _ name: String, _ schema: JSONValue, isRequired: Bool, meaning: String? = nil
  )
    -> String
  {
    let outline = SchemaOutline(node: schema)
    let description = meaning ?? APIDescription.resolved(schema)["description"]?.string ?? ""
    let cells = [HTMLText.spans(description)] + outline.bounds
    return "<tr><td>\(HTMLText.code(name))\(isRequired ? "" : " <i>optional</i>")"
      + "<td>\(outline.type)<td>\(cells.filter { !$0.isEmpty }.joined(separator: "; "))</tr>"
  }
}
