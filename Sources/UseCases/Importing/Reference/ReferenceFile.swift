import CSV
package import Scheduling

/// Reference data as it was given, in a CSV file or a list: the good entries, and what is wrong with
/// the others.
package struct ReferenceFile<Value: Sendable>: Sendable {
  package struct Problem: Sendable, Equatable {
    /// The physical line of a file, the header being 1; or the place in a list, counted from 0.
    package let line: Int
    /// What is wrong and what to do.
    package let sentence: String
  }

  package private(set) var values: [Value] = []
  package private(set) var problems: [Problem] = []
  private var places: [String: Int] = [:]
  private let noun: String

  /// The file does not begin with the header that it should have.
  package struct WrongHeader: Error, CustomStringConvertible {
    /// What is wrong with it, and the right header.
    package let description: String
  }

  /// There are more entries than are taken at once.
  package struct TooManyEntries: Error, CustomStringConvertible {
    package let description =
      "More than \(mostReferenceEntries) entries are not taken at once. Split them."
  }

  /// - Parameter noun: what an entry is called where a later one has the same key, such as `Line`.
  package init(counting noun: String) { self.noun = noun }

  /// Keeps an entry, unless something is wrong with it or an earlier one has its key.
  package mutating func add(
    _ entry: Result<Value, ReferenceFault>, at place: Int, key: (Value) -> String
  ) {
    switch entry {
    case .failure(let fault): problems.append(.init(line: place, sentence: fault.sentence))
    case .success(let value):
      let key = key(value)
      if let first = places[key] {
        problems.append(.init(line: place, sentence: "\(noun) \(first) has the same, and counts."))
      } else {
        places[key] = place
        values.append(value)
      }
    }
  }

  /// - Parameters:
  ///   - key: what no two lines may share.
  ///   - parse: turns the fields of a line into a value, or says what is wrong.
  fileprivate init(
    _ bytes: [UInt8], template: FileTemplate, key: (Value) -> String,
    parse: ([String]) -> Result<Value, ReferenceFault>
  ) throws {
    self.init(counting: "Line")
    let header = template.titles
    let wrongHeader = { () -> WrongHeader in
      WrongHeader(description: HeaderDiagnosis.description(of: [bytes], expecting: template))
    }
    var reader = CSVReader(maximumFields: header.count)
    bytes.withUnsafeBytes { reader.append($0) }
    reader.finish()
    var isPastHeader = false
    while true {
      let read: Void? = try reader.next { record in
        // Rows of commas, as a spreadsheet leaves them.
        if record.isBlank { return }
        let fields = Self.fields(of: record, keeping: header.count)
        guard isPastHeader else {
          guard fields == header, record.fieldCount == header.count else {
            throw wrongHeader()
          }
          return isPastHeader = true
        }
        guard values.count + problems.count < mostReferenceEntries else { throw TooManyEntries() }
        let entry = Self.check(record, fields, count: header.count).flatMap(parse)
        add(entry, at: record.line, key: key)
      }
      if read == nil { break }
    }
    guard isPastHeader else { throw wrongHeader() }
  }

  /// Nil where a field is not UTF-8.
  private static func fields(of record: CSVRecord, keeping count: Int) -> [String]? {
    var fields: [String] = []
    for index in 0..<min(record.fieldCount, count) {
      guard let field = String(validating: record[index], as: UTF8.self) else { return nil }
      fields.append(field)
    }
    return fields
  }

  private static func check(
    _ record: CSVRecord, _ fields: [String]?, count: Int
  ) -> Result<[String], ReferenceFault> {
    if record.fault != nil {
      return .failure(ReferenceFault("The quotes are not as RFC 4180 has them."))
    }
    guard record.fieldCount == count else {
      return .failure(
        ReferenceFault("The line has \(record.fieldCount) fields instead of \(count)."))
    }
    guard let fields else { return .failure(ReferenceFault("The line is not valid UTF-8.")) }
    return .success(fields)
  }
}

/// Entries of reference data at once, at most: a bound on what their problems take.
package let mostReferenceEntries = 100_000

extension ReferenceFile where Value == Agent {
  /// Reads `Agent Name,Agent Email,Active`; Active is true or false, yes or no, 1 or 0.
  ///
  /// - Throws: `WrongHeader`, `TooManyEntries`
  package static func agents(in bytes: [UInt8]) throws -> ReferenceFile<Agent> {
    try ReferenceFile(
      bytes, template: .agents, key: { MatchKey.key(of: $0.email) }
    ) { fields in
      let (name, email): (String, String)
      do throws(ReferenceFault) {
        name = try ReferenceFault.checked(fields[0], of: "Agent Name", as: .name)
        email = try ReferenceFault.checked(fields[1], of: "Agent Email", as: .email)
      } catch {
        return .failure(error)
      }
      let isActive: Bool
      switch MatchKey.key(of: fields[2]) {
      case "true", "yes", "1": isActive = true
      case "false", "no", "0": isActive = false
      default: return .failure(ReferenceFault("Active is none of true, false, yes, no, 1, 0."))
      }
      return .success(Agent(name: name, email: email, isActive: isActive))
    }
  }
}

extension ReferenceFile where Value == EventType {
  /// Reads `Event Type Name`.
  ///
  /// - Throws: `WrongHeader`, `TooManyEntries`
  package static func eventTypes(in bytes: [UInt8]) throws -> ReferenceFile<EventType> {
    try ReferenceFile(
      bytes, template: .eventTypes, key: { MatchKey.key(of: $0.name) }
    ) { fields in
      do throws(ReferenceFault) {
        return .success(
          EventType(name: try ReferenceFault.checked(fields[0], of: "Event Type Name", as: .name)))
      } catch {
        return .failure(error)
      }
    }
  }
}
