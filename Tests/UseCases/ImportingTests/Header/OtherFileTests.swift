import Importing
import Testing

@Suite("A file that is not CSV", .timeLimit(.minutes(5))) struct OtherFileTests {
  private static let openAndSave =
    "Open it in the program that made it and save it as \"CSV UTF-8 (Comma delimited)\". "
    + "Renaming the file does not convert it."

  private static func zip(_ content: String) -> [UInt8] {
    [0x50, 0x4B, 3, 4] + Array(content.utf8)
  }

  static let kindsCases: [([UInt8], String)] = [
    (
      zip("\0\0\0\0\0\0\0\0\0\0\0\0"),
      "a zip archive, such as an Excel workbook (.xlsx)"
    ),
    (zip("..[Content_Types].xml"), "an Excel workbook (.xlsx)"),
    (zip("..xl/workbook.xml"), "an Excel workbook (.xlsx)"),
    (
      zip("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
      "an OpenDocument spreadsheet (.ods)"
    ),
    (zip("..Index/Document.iwa"), "a Numbers spreadsheet"),
    ([0x50, 0x4B, 5, 6, 0, 0], "a zip archive, such as an Excel workbook (.xlsx)"),
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0], "an old Excel workbook (.xls)"),
    (Array("%PDF-1.7\n".utf8), "a PDF document"),
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A], "a PNG image"),
    (Array("{\\rtf1\\ansi".utf8), "a rich text document (RTF)"),
    (Array("ID;PWXL;N;E\r\n".utf8), "a SYLK file (.slk)"),
  ]

  @Test("is named by its first bytes", arguments: kindsCases)
  func kinds(bytes: [UInt8], kind: String) throws {
    #expect(
      try Diagnosed.cause(of: bytes) == "The file is \(kind), not a CSV file. \(Self.openAndSave)")
  }

  static let archivesCases: [([UInt8], String)] = [
    ([0x1F, 0x8B, 8, 0], "compressed with gzip"), (Array("BZh9".utf8), "compressed with bzip2"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27], "a 7-Zip archive"),
    (Array("Rar!\u{1A}".utf8), "a RAR archive"),
    ([0x28, 0xB5, 0x2F, 0xFD], "compressed with zstd"),
  ]

  @Test("is to be extracted if it is compressed", arguments: archivesCases)
  func archives(bytes: [UInt8], kind: String) throws {
    #expect(
      try Diagnosed.cause(of: bytes)
        == "The file is \(kind), not a CSV file. Extract the CSV file and upload that.")
  }

  static let textsCases: [(String, String)] = [
    ("<!DOCTYPE html>\n<html>", "The file is a web page (HTML)"),
    ("\u{FEFF}\r\n <TABLE border=1>", "The file is a web page (HTML)"),
    ("MIME-Version: 1.0\r\n", "The file is a web page (HTML)"),
    ("<?xml version=\"1.0\"?><Workbook", "The file is XML"),
    ("{\"error\":\"expired\"}", "The file is JSON"), ("[{\"Agent Name\":1}]", "The file is JSON"),
    ("[[\"Agent Name\"]]", "The file is JSON"),
    ("QWdlbnQgTmFtZSxBZ2VudCBFbWFpbA==", "The file contains base64 text"),
    ("77u/QWdlbnQgTmFtZQ==", "The file contains base64 text"),
    ("data:text/csv;base64,QWdlbnQ", "The file contains a data: URL"),
    ("b'\(Diagnosed.header)\\n'", "The file contains bytes in Python's notation"),
    (
      "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\(Diagnosed.header)",
      "The file contains a whole multipart body"
    ),
  ]

  @Test("is named where it is another kind of text", arguments: textsCases)
  func texts(text: String, beginning: String) throws {
    #expect(try Diagnosed.cause(of: text).hasPrefix(beginning))
  }

  @Test(
    "is named where a client sent something in its place",
    arguments: [
      "@schedule.csv", "schedule.csv\n", "\"plan june.csv\"", "C:\\fakepath\\schedule.csv",
      "/home/ann/plan.xlsx", "file:///tmp/a.csv", "[object File]", "[object Object]", "undefined",
      "null", "None\r\n",
    ])
  func standIns(text: String) throws {
    let shown = text.filter { !$0.isNewline && $0 != "\"" }
    #expect(
      try Diagnosed.cause(of: text)
        == "The file contains only the text \"\(shown)\", not rows. "
        + "Send the contents of the file: with curl, write -F 'csv_file=@schedule.csv'.")
  }

  static let blanksCases: [(String, String)] = [
    ("", "The file is empty. Choose the file again."),
    ("\u{FEFF}", "The file is empty. Choose the file again."),
    ("\n", "The file contains only blank lines."),
    (" \t\r\n\r\n", "The file contains only blank lines."),
    (",,,,\r\n\"\",\"\"\n", "The file contains only blank lines."),
    (
      String(repeating: "\n", count: 9_000) + "x",
      "The file begins with too many blank lines. Delete them."
    ),
  ]

  @Test("is empty, or has nothing but blank lines", arguments: blanksCases)
  func blanks(text: String, cause: String) throws {
    #expect(try Diagnosed.cause(of: text) == cause)
  }
}
