/// A multipart form, by default one that the contract accepts.
struct UploadForm: Sendable {
  static let header = "Agent Name,Agent Email,Start Time,End Time,Event Type Name\n"
  static let row = "Ann,ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n"
  static let boundary = "----the boundary"

  struct Part: Sendable {
    /// The header lines.
    var headers: [String]
    var content: [UInt8]

    init(headers: [String], content: some Sequence<UInt8>) {
      self.headers = headers
      self.content = Array(content)
    }

    static func text(_ name: String, _ value: String) -> Part {
      Part(headers: [#"Content-Disposition: form-data; name="\#(name)""#], content: value.utf8)
    }

    static func file(_ content: some Sequence<UInt8>) -> Part {
      Part(
        headers: [
          #"Content-Disposition: form-data; name="csv_file"; filename="schedule.csv""#,
          "Content-Type: text/csv",
        ], content: content)
    }
  }

  var parts: [Part]
  var lineEnd = "\r\n"

  init(parts: [Part]) { self.parts = parts }

  init(
    file: String = header + row, fileName: String? = "schedule.csv",
    timeZone: String? = "America/New_York", dateFormat: String? = nil
  ) {
    parts = [.file(file.utf8)]
    if let fileName { parts.append(.text("file_name", fileName)) }
    if let timeZone { parts.append(.text("time_zone", timeZone)) }
    if let dateFormat { parts.append(.text("date_format", dateFormat)) }
  }

  /// A form whose file has this many bytes: one row and blank lines.
  static func sized(_ count: Int) -> UploadForm {
    var form = UploadForm()
    let text = Array((header + row).utf8)
    form.parts[0] = .file(text + [UInt8](repeating: 0x0A, count: count - text.count))
    return form
  }

  var contentType: String { #"multipart/form-data; boundary="\#(Self.boundary)""# }

  var body: [UInt8] {
    var bytes: [UInt8] = []
    for part in parts {
      bytes += "--\(Self.boundary)\(lineEnd)".utf8
      for header in part.headers { bytes += "\(header)\(lineEnd)".utf8 }
      bytes += lineEnd.utf8
      bytes += part.content
      bytes += lineEnd.utf8
    }
    return bytes + "--\(Self.boundary)--\(lineEnd)".utf8
  }
}
