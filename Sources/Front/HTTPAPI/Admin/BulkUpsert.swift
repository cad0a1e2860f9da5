import Hummingbird
import Importing
import Scheduling
import WireText

/// A batch of reference data: a CSV file as `wfm agents import` reads it (`text/csv`), or a list in
/// JSON (`application/json`), up to 5 MB. Wrong entries are reported, the others stored.
struct BulkUpsert<Value: Sendable>: Sendable {
  let file: ReferenceFile<Value>
  /// The name for the place of a wrong entry: `line` in a file, where the header is line 1; `index` in a
  /// list, from 0.
  private let place: String

  /// - Parameters:
  ///   - list: the only member of the JSON body, which holds the list.
  ///   - key: the key that no two entries may share.
  ///   - entry: reads an entry of the list.
  static func read(
    _ request: Request, _ context: AdminContext,
    csv: ([UInt8]) throws -> ReferenceFile<Value>, list: String, key: (Value) -> String,
    entry: (inout BodyFields) -> Value
  ) async throws -> BulkUpsert {
    let type = AdminBody.mediaType(of: request)
    guard type == "text/csv" || type == "application/json" else {
      throw APIError.wrongMediaType(
        received: request.headers[.contentType], expected: "text/csv or application/json")
    }
    let bytes = try await AdminBody.bytes(of: request, context, limit: AdminBody.bulkLimit)
    guard type == "text/csv" else {
      return BulkUpsert(
        file: try entries(in: bytes, list: list, key: key, entry: entry), place: "index")
    }
    do {
      return BulkUpsert(file: try csv(bytes), place: "line")
    } catch let fault as ReferenceFile<Value>.WrongHeader {
      throw APIError.invalidRequest(description: fault.description, fields: [])
    } catch let fault as ReferenceFile<Value>.TooManyEntries {
      throw APIError.invalidRequest(description: fault.description, fields: [])
    }
  }

  private static func entries(
    in bytes: [UInt8], list: String, key: (Value) -> String, entry: (inout BodyFields) -> Value
  ) throws(APIError) -> ReferenceFile<Value> {
    var body = BodyFields(try AdminBody.parse(bytes))
    let values = body.take(list)?.array
    if values == nil { body.refuse(list, "The member is required and must be a list.") }
    if let values, values.count > mostReferenceEntries {
      body.refuse(list, "The list may have at most \(mostReferenceEntries) entries. Split it.")
    }
    try body.finish()
    var file = ReferenceFile<Value>(counting: "entry")
    for (index, value) in (values ?? []).enumerated() {
      file.add(Self.entry(value, entry), at: index, key: key)
    }
    return file
  }

  private static func entry(
    _ value: JSONValue, _ read: (inout BodyFields) -> Value
  ) -> Result<Value, ReferenceFault> {
    guard case .object(let members) = value else {
      return .failure(ReferenceFault("The entry is not an object."))
    }
    var fields = BodyFields(members)
    let entry = read(&fields)
    let faults = fields.faults()
    guard faults.isEmpty else {
      let sentences = faults.map { "\($0.field): \($0.description)" }
      return .failure(ReferenceFault(sentences.joined(separator: " ")))
    }
    return .success(entry)
  }

  func response(_ counts: UpsertCounts) -> Response {
    var body = JSONText()
    body.add("created", counts.inserted)
    body.add("updated", counts.updated)
    body.add("unchanged", counts.unchanged)
    body.add("refused", file.problems.count)
    body.add(
      "problems",
      file.problems.map { problem in
        var object = JSONText()
        object.add(place, problem.line)
        object.add("description", problem.sentence)
        return object
      })
    return .json(body)
  }
}
