import APIDescription
import Foundation
package import WireText

/// The part of JSON Schema that the API's description uses. An unknown keyword is a problem of
/// every value, so that no keyword is skipped.
package enum SchemaCheck {
  private typealias Rule =
    @Sendable (_ argument: JSONValue, _ value: JSONValue, _ at: String)
    -> [String]

  /// Keywords without a rule for values.
  package static let annotations: Set = [
    "description", "default", "examples", "contentMediaType",
  ]

  /// The violations of a schema. Empty if the value is valid.
  ///
  /// - Parameter place: the name of the value in the sentences.
  package static func problems(
    of value: JSONValue, against schema: JSONValue, at place: String
  ) -> [String] {
    if let isAnything = schema.bool { return isAnything ? [] : ["\(place) must not be there"] }
    return schema.members.sorted { $0.key < $1.key }.flatMap { keyword, argument -> [String] in
      if keyword == "additionalProperties" {
        return additional(argument, value, known: schema["properties"]?.members ?? [:], place)
      }
      if let rule = rules[keyword] { return rule(argument, value, place) }
      return annotations.contains(keyword) ? [] : ["\(place): the keyword \(keyword) is unknown"]
    }
  }

  private static let rules: [String: Rule] = [
    "$ref": { problems(of: $1, against: APIDescription.resolved(.object(["$ref": $0])), at: $2) },
    "type": { hasType($1, $0.string) ? [] : ["\($2) is no \($0.text()): \($1.text().prefix(80))"] },
    "const": { $0 == $1 ? [] : ["\($2) is not \($0.text()): \($1.text().prefix(80))"] },
    "enum": { $0.elements.contains($1) ? [] : ["\($2) is none of \($0.text()): \($1.text())"] },
    "anyOf": { schemas, value, place in
      let found = schemas.elements.map { problems(of: value, against: $0, at: place) }
      return found.contains { $0.isEmpty } ? [] : found.flatMap(\.self)
    },
    "properties": { schemas, value, place in
      value.members.flatMap { name, member in
        schemas[name].map { problems(of: member, against: $0, at: "\(place).\(name)") } ?? []
      }
    },
    "propertyNames": { schema, value, place in
      value.members.keys.flatMap { name in
        problems(of: .string(name), against: schema, at: "the name \(place).\(name)")
      }
    },
    "required": { names, value, place in missing(names, in: value, place) },
    "dependentRequired": { dependencies, value, place in
      dependencies.members.flatMap { name, names in
        value[name] == nil ? [] : missing(names, in: value, place)
      }
    },
    "items": { schema, value, place in
      value.elements.enumerated().flatMap {
        problems(of: $1, against: schema, at: "\(place)[\($0)]")
      }
    },
    "minItems": { bound("elements", $1.elements.count, isLeast: true, $0, $2) },
    "maxItems": { bound("elements", $1.elements.count, isLeast: false, $0, $2) },
    "minLength": { bound("characters", length($1), isLeast: true, $0, $2) },
    "maxLength": { bound("characters", length($1), isLeast: false, $0, $2) },
    "minimum": { bound("as its value", $1.number, isLeast: true, $0, $2) },
    "maximum": { bound("as its value", $1.number, isLeast: false, $0, $2) },
    "pattern": { pattern, value, place in
      guard let text = value.string, let pattern = pattern.string else { return [] }
      return isMatched(text, by: pattern) ? [] : ["\(place) does not match \(pattern): \(text)"]
    },
    "format": { format, value, place in
      guard let text = value.string, let format = format.string else { return [] }
      return has(text, format: format) ? [] : ["\(place) is no \(format): \(text)"]
    },
  ]

  private static func hasType(_ value: JSONValue, _ type: String?) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.bool, "boolean"), (.number, "number"), (.string, "string"),
      (.array, "array"), (.object, "object"):
      true
    case (.number(let number), "integer"): number == number.rounded()
    default: false
    }
  }

  private static func additional(
    _ schema: JSONValue, _ value: JSONValue, known: [String: JSONValue], _ place: String
  ) -> [String] {
    value.members.filter { known[$0.key] == nil }
      .flatMap { problems(of: $0.value, against: schema, at: "\(place).\($0.key)") }
  }

  private static func missing(_ names: JSONValue, in value: JSONValue, _ place: String) -> [String]
  {
    guard case .object(let members) = value else { return [] }
    return names.elements.compactMap(\.string).filter { members[$0] == nil }
      .map { "\(place).\($0) is missing" }
  }

  private static func length(_ value: JSONValue) -> Int? { value.string?.unicodeScalars.count }

  private static func bound(
    _ what: String, _ count: (some BinaryInteger)?, isLeast: Bool, _ limit: JSONValue,
    _ place: String
  ) -> [String] {
    bound(what, count.map { Double($0) }, isLeast: isLeast, limit, place)
  }

  private static func bound(
    _ what: String, _ number: Double?, isLeast: Bool, _ limit: JSONValue, _ place: String
  ) -> [String] {
    guard let number, let limit = limit.number, isLeast ? number < limit : number > limit else {
      return []
    }
    return ["\(place) has \(number) \(what), \(isLeast ? "least" : "most") is \(limit)"]
  }

  private static func isMatched(_ text: String, by pattern: String) -> Bool {
    guard let expression = try? NSRegularExpression(pattern: pattern) else { return false }
    let range = NSRange(text.startIndex..., in: text)
    return expression.firstMatch(in: text, range: range) != nil
  }

  private static func has(_ text: String, format: String) -> Bool {
    switch format {
    case "uuid": UUID(uuidString: text) != nil && text == text.lowercased()
    case "date-time": (try? Date(text, strategy: .iso8601)) != nil
    case "uri": URL(string: text)?.scheme != nil
    // Only for requests. In a response, the pattern checks a cursor.
    case "iana-time-zone", "page-cursor": true
    default: false
    }
  }
}
