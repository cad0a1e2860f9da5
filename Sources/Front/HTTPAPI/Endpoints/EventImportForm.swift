package import Hummingbird
package import Importing
import Multipart
import NIOCore
import Scheduling

/// Reads an upload's form as it arrives. It holds little more than the file.
package struct EventImportForm {
  /// The largest file, in bytes.
  package static let maximumFileSize = 5_242_880
  /// The largest body, in bytes: the file, and 1 MiB for the rest of the form.
  package static let maximumBodySize = maximumFileSize + 1024 * 1024
  /// The longest text field, in bytes.
  package static let maximumTextSize = 1024

  /// The fields of the contract. Other fields are ignored.
  private enum Field: String, CaseIterable {
    case file = "csv_file"
    case fileName = "file_name"
    case timeZone = "time_zone"
    case dateFormat = "date_format"
  }

  /// Each at most one byte longer than `maximumTextSize`.
  private var texts: [Field: [UInt8]] = [:]
  private var file: [[UInt8]]?
  private var fileSize = 0
  /// The number of bytes that have not arrived, if the body's length is known.
  private var toCome = 0
  private var current: Field?
  private var repeated: Set<Field> = []

  /// Reads a whole body.
  ///
  /// - Parameter length: the length of the body in bytes, if known, for reserving memory exactly.
  /// - Throws: `APIError`, or the connection's error if the client disconnected.
  package static func read(
    _ body: RequestBody, boundary: String, length: Int?
  ) async throws -> ImportService.Request {
    var form = EventImportForm()
    var parser = MultipartParser(boundary: boundary)
    var bodySize = 0
    do {
      for try await buffer in body {
        bodySize += buffer.readableBytes
        guard bodySize <= maximumBodySize else { throw APIError.fileTooLarge }
        form.toCome = max(0, (length ?? 0) - bodySize)
        try buffer.withUnsafeReadableBytes { bytes in
          try parser.consume(bytes) { try form.take($0) }
        }
      }
      try parser.finish()
    } catch let fault as MultipartFault {
      throw APIError.wrongTemplate(description: fault.description, fields: [])
    }
    return try form.request()
  }

  private mutating func take(_ event: MultipartEvent) throws(APIError) {
    switch event {
    case .partBegan(let headers): begin(Field(rawValue: headers.name))
    case .body(let bytes):
      switch current {
      case .file: try appendToFile(bytes)
      case .fileName, .timeZone, .dateFormat: appendToText(bytes)
      case nil: break
      }
    case .partEnded: current = nil
    }
  }

  private mutating func begin(_ field: Field?) {
    current = field
    guard let field else { return }
    if field == .file {
      if file != nil { repeated.insert(field) }
      file = []
      fileSize = 0
    } else if texts.updateValue([], forKey: field) != nil {
      repeated.insert(field)
    }
  }

  private mutating func appendToFile(_ bytes: UnsafeRawBufferPointer) throws(APIError) {
    fileSize += bytes.count
    guard fileSize <= Self.maximumFileSize else { throw .fileTooLarge }
    var rest = bytes[...]
    while !rest.isEmpty {
      let last = (file?.count ?? 0) - 1
      let room = last < 0 ? 0 : Upload.pieceSize - (file?[last].count ?? 0)
      if room == 0 {
        var chunk: [UInt8] = []
        // A small file gets a smaller piece, because many files are held concurrently, here and for
        // the worker.
        chunk.reserveCapacity(min(Upload.pieceSize, rest.count + toCome))
        file?.append(chunk)
      } else {
        file?[last].append(contentsOf: rest.prefix(room))
        rest = rest.dropFirst(room)
      }
    }
  }

  /// A text that is too long is rejected only at the end of the form, because a file that is too
  /// large is reported first.
  private mutating func appendToText(_ bytes: UnsafeRawBufferPointer) {
    guard let current else { return }
    let room = Self.maximumTextSize + 1 - texts[current, default: []].count
    texts[current, default: []].append(contentsOf: bytes.prefix(room))
  }

  private func request() throws(APIError) -> ImportService.Request {
    var problems = Field.allCases.filter(repeated.contains).map {
      problem($0, "The field may be given only once.")
    }
    let fileName = text(.fileName, isRequired: true, &problems)
    let timeZone = text(.timeZone, isRequired: true, &problems)
    let dateFormat = text(.dateFormat, isRequired: false, &problems)
    if file == nil { problems.append(problem(.file, "The field is required.")) }
    guard let file, let fileName, let timeZone, problems.isEmpty else {
      throw Self.refusal(problems)
    }
    return ImportService.Request(
      fileName: fileName, timeZone: timeZone, dateFormat: dateFormat, file: file)
  }

  /// A text field's value without blanks and invisible characters at its ends; nil if it is empty
  /// or missing.
  private func text(
    _ field: Field, isRequired: Bool, _ problems: inout [FormProblem]
  ) -> String? {
    let bytes = texts[field] ?? []
    guard bytes.count <= Self.maximumTextSize else {
      problems.append(
        problem(
          field,
          """
          The field has more than \(Self.maximumTextSize) bytes: \(Self.shown(bytes)). \
          Send a shorter value.
          """))
      return nil
    }
    let text = String(validating: bytes, as: UTF8.self)?.trimmingUnmeant
    // A text in PostgreSQL cannot contain NUL.
    guard let text, !text.utf8.contains(0) else {
      problems.append(
        problem(
          field, "The field must be UTF-8 text without NUL bytes, but is \(Self.shown(bytes))."))
      return nil
    }
    guard !text.isEmpty else {
      if isRequired { problems.append(problem(field, "The field is required.")) }
      return nil
    }
    return text
  }

  private static func shown(_ bytes: [UInt8]) -> String {
    ShownText.quoted(String(decoding: bytes, as: UTF8.self))
  }

  private func problem(_ field: Field, _ description: String) -> FormProblem {
    FormProblem(field: field.rawValue, description: description)
  }

  private static func refusal(_ problems: [FormProblem]) -> APIError {
    let sentences = problems.map { "\($0.field): \($0.description)" }
    return .wrongTemplate(
      description: "Correct the form's fields. \(sentences.joined(separator: " "))",
      fields: problems)
  }
}
