import CSV
package import Scheduling

/// A CSV file of reference data: its good lines, and what is wrong with the others.
package struct ReferenceFile<Value: Sendable>: Sendable {
  package struct Problem: Sendable, Equatable {
    /// The physical line, the header being 1.
    package let line: Int
    /// What is wrong and what to do.
    package let sentence: String
  }

  package private(set) var values: [Value] = []
  package private(set) var problems: [Problem] = []

  /// The file does not begin with the header it should have.
  package struct WrongHeader: Error, CustomStringConvertible {
    let expected: String
    package var description: String { "The first line must be exactly: \(expected)" }
  }

  /// - Parameters:
  ///   - key: what no two lines may share.
  ///   - parse: turns the fields of a line into a value, or says what is wrong.
  fileprivate init(
    _ bytes: [UInt8], header: [String], key: (Value) -> String,
    parse: ([String]) -> Result<Value, LineFault>
  ) throws {
    var reader = CSVReader(maximumFields: header.count)
    bytes.withUnsafeBytes { reader.append($0) }
    reader.finish()
    var isPastHeader = false
    var lines: [String: Int] = [:]
    while true {
      let read: Void? = try reader.next { record in
        let fields = Self.fields(of: record, keeping: header.count)
        guard isPastHeader else {
          guard fields == header, record.fieldCount == header.count else {
            throw WrongHeader(expected: header.joined(separator: ","))
          }
          return isPastHeader = true
        }
        switch Self.check(record, fields, count: header.count).flatMap(parse) {
        case .failure(let fault):
          problems.append(.init(line: record.line, sentence: fault.sentence))
        case .success(let value):
          if let first = lines[key(value)] {
            problems.append(
              .init(line: record.line, sentence: "Line \(first) has the same, and counts."))
          } else {
            lines[key(value)] = record.line
            values.append(value)
          }
        }
      }
      if read == nil { break }
    }
    guard isPastHeader else { throw WrongHeader(expected: header.joined(separator: ",")) }
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
  ) -> Result<[String], LineFault> {
    if record.fault != nil {
      return .failure(LineFault("The quotes are not as RFC 4180 has them."))
    }
    guard record.fieldCount == count else {
      return .failure(LineFault("The line has \(record.fieldCount) fields instead of \(count)."))
    }
    guard let fields else { return .failure(LineFault("The line is not valid UTF-8.")) }
    guard !fields.contains(where: { $0.utf8.contains(0) }) else {
      return .failure(LineFault("The line has a NUL byte."))
    }
    return .success(fields)
  }
}

/// What is wrong with a line.
private struct LineFault: Error {
  let sentence: String
  init(_ sentence: String) { self.sentence = sentence }
}

extension ReferenceFile where Value == Agent {
  /// Reads `Agent Name,Agent Email,Active`; Active is true or false, yes or no, 1 or 0.
  ///
  /// - Throws: `WrongHeader`
  package static func agents(in bytes: [UInt8]) throws -> ReferenceFile<Agent> {
    try ReferenceFile(
      bytes, header: ["Agent Name", "Agent Email", "Active"], key: { MatchKey.key(of: $0.email) }
    ) { fields in
      guard !MatchKey.key(of: fields[0]).isEmpty else {
        return .failure(LineFault("Agent Name is empty."))
      }
      guard !MatchKey.key(of: fields[1]).isEmpty else {
        return .failure(LineFault("Agent Email is empty."))
      }
      let isActive: Bool
      switch MatchKey.key(of: fields[2]) {
      case "true", "yes", "1": isActive = true
      case "false", "no", "0": isActive = false
      default: return .failure(LineFault("Active is none of true, false, yes, no, 1, 0."))
      }
      return .success(Agent(name: fields[0], email: fields[1], isActive: isActive))
    }
  }
}

extension ReferenceFile where Value == EventType {
  /// Reads `Event Type Name`.
  ///
  /// - Throws: `WrongHeader`
  package static func eventTypes(in bytes: [UInt8]) throws -> ReferenceFile<EventType> {
    try ReferenceFile(
      bytes, header: ["Event Type Name"], key: { MatchKey.key(of: $0.name) }
    ) { fields in
      guard !MatchKey.key(of: fields[0]).isEmpty else {
        return .failure(LineFault("Event Type Name is empty."))
      }
      return .success(EventType(name: fields[0]))
    }
  }
}
