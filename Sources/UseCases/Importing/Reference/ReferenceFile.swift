import CSV
package import Scheduling

/// Reference data from a CSV file or a list: the valid entries, and the problems of the others.
package struct ReferenceFile<Value: Sendable>: Sendable {
  /// An entry that was rejected.
  package struct Problem: Sendable, Equatable {
    /// The physical line of a file (the header is 1), or the place in a list, counted from 0.
    package let line: Int
    /// The cause and the fix.
    package let sentence: String
  }

  /// The valid entries, in order, each key once.
  package private(set) var values: [Value] = []
  /// The problems of the other entries, in order.
  package private(set) var problems: [Problem] = []
  private var places: [String: Int] = [:]
  private let noun: String

  /// The file does not begin with the right header.
  package struct WrongHeader: Error, CustomStringConvertible {
    /// The cause, and the right header.
    package let description: String
  }

  /// There are more than `mostReferenceEntries` entries.
  package struct TooManyEntries: Error, CustomStringConvertible {
    /// The cause and the fix.
    package let description =
      "There are more than \(mostReferenceEntries) entries. Split them into several files."
  }

  /// - Parameter noun: the word for an entry in sentences about duplicates, such as `line`.
  package init(counting noun: String) { self.noun = noun }

  /// Keeps an entry, unless it is invalid or an earlier entry has its key.
  package mutating func add(
    _ entry: Result<Value, ReferenceFault>, at place: Int, key: (Value) -> String
  ) {
    switch entry {
    case .failure(let fault): problems.append(.init(line: place, sentence: fault.sentence))
    case .success(let value):
      let key = key(value)
      if let first = places[key] {
        problems.append(
          .init(
            line: place,
            sentence: "Duplicate of \(noun) \(first), which is used. Remove one of the two."))
      } else {
        places[key] = place
        values.append(value)
      }
    }
  }

  /// - Parameters:
  ///   - key: the key of a value. Each key may occur once.
  ///   - parse: turns the fields of a line into a value or a fault.
  fileprivate init(
    _ bytes: [UInt8], template: FileTemplate, key: (Value) -> String,
    parse: ([String]) -> Result<Value, ReferenceFault>
  ) throws {
    self.init(counting: "line")
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
        // Spreadsheets write rows of commas below the data.
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

  /// - Returns: nil if a field is not UTF-8.
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
      return .failure(
        ReferenceFault(
          "The quotes do not follow RFC 4180. Write each quote inside a quoted cell twice."))
    }
    guard record.fieldCount == count else {
      return .failure(
        ReferenceFault("The line has \(record.fieldCount) fields instead of \(count)."))
    }
    guard let fields else {
      return .failure(ReferenceFault("The line is not valid UTF-8. Save the file as UTF-8."))
    }
    return .success(fields)
  }
}

/// The most entries of reference data in a file or request, which bounds the memory of their problems.
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
      default:
        return .failure(
          ReferenceFault(
            "Active is \(ShownText.quoted(fields[2])). Write true, false, yes, no, 1 or 0."))
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
