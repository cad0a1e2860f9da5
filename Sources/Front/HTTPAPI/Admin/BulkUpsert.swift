import Hummingbird
import Importing
import Scheduling
import WireText

/// A batch of reference data: a CSV file as `wfm agents import` reads it (`text/csv`), or a list in
/// JSON (`application/json`), up to 5 MB. Wrong entries are reported. All others are stored.
struct BulkUpsert<Entry: AdminEntry>: Sendable {
  let file: ReferenceFile<Entry>
  /// The member that gives the position of a wrong entry: `line` in a file, where the header is
  /// line 1; `index` in a list, from 0.
  private let place: String

  /// Reads the body.
  init(_ request: Request, _ context: AdminContext) async throws {
    let type = AdminBody.mediaType(of: request)
    guard type == "text/csv" || type == "application/json" else {
      throw APIError.wrongMediaType(
        received: request.headers[.contentType], expected: "text/csv or application/json")
    }
    let bytes = try await AdminBody.bytes(of: request, context, limit: AdminBody.bulkLimit)
    guard type == "text/csv" else {
      (file, place) = (try Self.entries(in: bytes), "index")
      return
    }
    do {
      (file, place) = (try ReferenceFile<Entry>(csv: bytes), "line")
    } catch let fault as ReferenceFile<Entry>.WrongHeader {
      throw APIError.invalidRequest(description: fault.description, fields: [])
    } catch let fault as ReferenceFile<Entry>.TooManyEntries {
      throw APIError.invalidRequest(description: fault.description, fields: [])
    }
  }

  /// The entries of a JSON body, whose only member is their list.
  private static func entries(in bytes: [UInt8]) throws(APIError) -> ReferenceFile<Entry> {
    let list = Entry.list
    var body = BodyFields(try AdminBody.parse(bytes))
    let values = body.take(list)?.array
    if values == nil { body.refuse(list, "The member is required and must be a list.") }
    if let values, values.count > mostReferenceEntries {
      body.refuse(list, "The list may have at most \(mostReferenceEntries) entries. Split it.")
    }
    try body.finish()
    var file = ReferenceFile<Entry>(counting: "entry")
    for (index, value) in (values ?? []).enumerated() {
      file.add(Self.entry(value), at: index)
    }
    return file
  }

  private static func entry(_ value: JSONValue) -> Result<Entry, ReferenceFault> {
    guard case .object(let members) = value else {
      return .failure(ReferenceFault("The entry is not an object."))
    }
    var fields = BodyFields(members)
    let entry = Entry.listed(&fields)
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
