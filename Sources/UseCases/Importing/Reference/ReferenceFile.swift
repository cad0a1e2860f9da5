import CSV
import Scheduling

/// Reference data from a CSV file or a list: the valid entries, and the problems of the others.
package struct ReferenceFile<Entry: FileEntry>: Sendable {
  /// An entry that was rejected.
  package struct Problem: Sendable, Equatable {
    /// The physical line in a file (the header is 1), or the index in a list, from 0.
    package let line: Int
    /// The cause and the fix.
    package let sentence: String
  }

  /// The valid entries in order, without repeated keys.
  package private(set) var entries: [Entry] = []
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
    _ entry: Result<Entry, ReferenceFault>, at place: Int
  ) {
    switch entry {
    case .failure(let fault): problems.append(.init(line: place, sentence: fault.sentence))
    case .success(let entry):
      let key = MatchKey.key(of: entry.matchedText)
      if let first = places[key] {
        problems.append(
          .init(
            line: place,
            sentence: "Duplicate of \(noun) \(first), which is used. Remove one of the two."))
      } else {
        places[key] = place
        entries.append(entry)
      }
    }
  }

  /// Reads a CSV file with the columns of `Entry.template`.
  ///
  /// - Throws: `WrongHeader`, `TooManyEntries`
  package init(csv bytes: [UInt8]) throws {
    self.init(counting: "line")
    let header = Entry.template.titles
    let wrongHeader = { () -> WrongHeader in
      WrongHeader(description: HeaderDiagnosis.description(of: [bytes], expecting: Entry.template))
    }
    var reader = CSVReader(maximumFields: header.count)
    bytes.withUnsafeBytes { reader.append($0) }
    reader.finish()
    var isPastHeader = false
    while true {
      let read: Void? = try reader.next { record in
        // Spreadsheets write lines of commas below the data.
        if record.isBlank { return }
        let fields = Self.fields(of: record, keeping: header.count)
        guard isPastHeader else {
          guard fields == header, record.fieldCount == header.count else {
            throw wrongHeader()
          }
          return isPastHeader = true
        }
        guard entries.count + problems.count < mostReferenceEntries else { throw TooManyEntries() }
        let entry = Self.check(record, fields, count: header.count).flatMap { fields in
          Result { () throws(ReferenceFault) in try Entry(fields: fields) }
        }
        add(entry, at: record.line)
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

/// The maximum number of entries of reference data in a file or request. It bounds the memory for
/// problems.
package let mostReferenceEntries = 100_000
