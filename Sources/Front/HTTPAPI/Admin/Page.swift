import Hummingbird
import Scheduling
import WireText

/// A page of a list, selected by `limit` and `cursor` in the query.
///
/// A cursor is the key of the last entry of the previous page. It contains the list's name, so that
/// a cursor of another list is rejected. Clients must not interpret it.
struct Page {
  /// The range of page sizes that a client may request.
  static let limits = 1...200
  static let defaultLimit = 50

  let list: String
  let limit: Int
  /// The key of the entry before the page; nil for the first page.
  let after: String?

  /// - Parameters:
  ///   - list: the list's name.
  ///   - filters: the names of the list's other parameters.
  /// - Throws: 400 with every problem, unknown parameters included.
  init(_ request: Request, of list: String, filters: Set<String> = []) throws(APIError) {
    self.list = list
    var problems: [FormProblem] = []
    var given: [String: String] = [:]
    for (name, value) in request.uri.queryParameters {
      let name = String(name)
      if !filters.union(["limit", "cursor"]).contains(name) {
        problems.append(.init(field: name, description: "The parameter is unknown. Remove it."))
      } else if given.updateValue(String(value), forKey: name) != nil {
        problems.append(.init(field: name, description: "The parameter may be given only once."))
      }
    }
    let limit = given["limit"].map { Int($0) ?? 0 } ?? Self.defaultLimit
    if !Self.limits.contains(limit) {
      problems.append(
        .init(
          field: "limit",
          description: "The limit must be a whole number from \(Self.limits.lowerBound) to "
            + "\(Self.limits.upperBound)."))
    }
    self.limit = limit
    after = given["cursor"].flatMap { Self.key(in: $0, of: list) }
    if given["cursor"] != nil, after == nil { problems.append(Self.badCursor) }
    guard problems.isEmpty else { throw Self.refusal(problems) }
  }

  /// The key as a number.
  ///
  /// - Throws: 400 if the cursor holds no number.
  func afterNumber<Number: FixedWidthInteger>() throws(APIError) -> Number? {
    guard let after else { return nil }
    guard let number = Number(after) else { throw Self.refusal([Self.badCursor]) }
    return number
  }

  /// One more than the page size: if the extra entry exists, there is a next page.
  var fetchLimit: Int { limit + 1 }

  /// The page as JSON: `{"<list>": […], "next_cursor": "…"}`. The last page has no cursor.
  func response<Entry>(
    _ entries: [Entry], key: (Entry) -> String, object: (Entry) -> JSONText
  ) -> Response {
    var body = JSONText()
    body.add(list, entries.prefix(limit).map(object))
    if entries.count > limit {
      body.add("next_cursor", Base64URL.encode("\(list):\(key(entries[limit - 1]))".utf8))
    }
    return .json(body)
  }

  private static func key(in cursor: String, of list: String) -> String? {
    guard let bytes = Base64URL.decode(cursor.utf8),
      let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0),
      text.hasPrefix("\(list):")
    else { return nil }
    return String(text.dropFirst(list.count + 1))
  }

  private static let badCursor = FormProblem(
    field: "cursor",
    description:
      "This list did not issue the cursor. Use the next_cursor of a page of this list.")

  private static func refusal(_ problems: [FormProblem]) -> APIError {
    .invalidRequest(
      description: "Correct the parameters: \(problems.map(\.field).joined(separator: ", ")).",
      fields: problems)
  }
}
