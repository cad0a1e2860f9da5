/// Recognizes files of other kinds by their first bytes.
enum FileKind {
  private static let saveAsCSV = """
    Open it in the program that made it and save it as "CSV UTF-8 (Comma delimited)". Renaming \
    the file does not convert it.
    """

  private static let signatures: [(bytes: [UInt8], kind: String)] = [
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Excel workbook (.xls)"),
    (Array("%PDF".utf8), "a PDF document"),
    ([0x89, 0x50, 0x4E, 0x47], "a PNG image"),
    ([0xFF, 0xD8, 0xFF], "a JPEG image"),
    (Array("{\\rtf".utf8), "a rich text document (RTF)"),
    (Array("ID;P".utf8), "a SYLK file (.slk)"),
    (Array("SQLite format 3".utf8), "an SQLite database"),
  ]

  private static let archives: [(bytes: [UInt8], kind: String)] = [
    ([0x1F, 0x8B], "compressed with gzip"),
    ([0x42, 0x5A, 0x68], "compressed with bzip2"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "compressed with xz"),
    ([0x28, 0xB5, 0x2F, 0xFD], "compressed with zstd"),
    ([0x37, 0x7A, 0xBC, 0xAF], "a 7-Zip archive"),
    (Array("Rar!".utf8), "a RAR archive"),
  ]

  /// A sentence that names the kind; nil if the file may be text in columns.
  static func sentence(for head: FileHead) -> String? {
    if let kind = archives.first(where: { head.bytes.starts(with: $0.bytes) })?.kind {
      return "The file is \(kind), not a CSV file. Extract the CSV file and upload that."
    }
    if let kind = zipKind(head.bytes) ?? signed(head.bytes) {
      return "The file is \(kind), not a CSV file. \(saveAsCSV)"
    }
    let text = String(decoding: head.text.prefix(2_000), as: UTF8.self)
    return webSentence(text.lowercased()) ?? wrappedSentence(text)
  }

  private static func signed(_ bytes: [UInt8]) -> String? {
    signatures.first { bytes.starts(with: $0.bytes) }?.kind
  }

  private static func zipKind(_ bytes: [UInt8]) -> String? {
    guard bytes.starts(with: "PK".utf8), bytes.count >= 4,
      [3, 5, 7].contains(bytes[2]), bytes[3] == bytes[2] + 1
    else { return nil }
    let names = String(decoding: bytes, as: UTF8.self)
    if names.contains("opendocument") { return "an OpenDocument spreadsheet (.ods)" }
    if names.contains("Index/") { return "a Numbers spreadsheet" }
    if names.contains("[Content_Types].xml") || names.contains("xl/") {
      return "an Excel workbook (.xlsx)"
    }
    return "a zip archive, such as an Excel workbook (.xlsx)"
  }

  /// A sentence about XML, HTML or JSON.
  private static func webSentence(_ text: String) -> String? {
    if text.hasPrefix("<?xml") || text.hasPrefix("<workbook") {
      return "The file is XML, such as an Excel XML Spreadsheet, not a CSV file. \(saveAsCSV)"
    }
    if text.hasPrefix("<") || text.hasPrefix("mime-version:") {
      return """
        The file is a web page (HTML), perhaps a sign-in page or a table that was exported as .xls. \
        Download the CSV file itself, or open the page in Excel and save it as "CSV UTF-8 (Comma \
        delimited)".
        """
    }
    if text.hasPrefix("{") || text.hasPrefix("[{") || text.hasPrefix("[[")
      || text.hasPrefix("[\"")
    {
      return "The file is JSON, not a CSV file. Write its rows as CSV."
    }
    return nil
  }

  /// A sentence about a CSV file that a client has put into another form.
  private static func wrappedSentence(_ text: String) -> String? {
    let form: String
    if text.hasPrefix("QWdlbnQ") || text.hasPrefix("77u/QWdlbnQ") || text.hasPrefix("RXZlbnQ") {
      form = "base64 text"
    } else if text.hasPrefix("data:") {
      form = "a data: URL"
    } else if text.hasPrefix("b'") || text.hasPrefix("b\"") {
      form = "bytes in Python's notation"
    } else if text.hasPrefix("--"), text.lowercased().contains("content-disposition: form-data") {
      form = "a whole multipart body"
    } else {
      return nil
    }
    return "The file contains \(form) instead of CSV. Send the bytes of the CSV file unchanged."
  }
}
