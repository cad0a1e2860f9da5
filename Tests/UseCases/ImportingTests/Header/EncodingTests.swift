import Importing
import Testing

@Suite("A file in an encoding other than UTF-8", .timeLimit(.minutes(5))) struct EncodingTests {
  enum Form: CaseIterable {
    case utf16Little, utf16Big, utf32Little, utf32Big

    var isUTF16: Bool { self == .utf16Little || self == .utf16Big }

    func bytes(of text: String) -> [UInt8] {
      switch self {
      case .utf16Little: text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
      case .utf16Big: text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
      case .utf32Little:
        text.unicodeScalars.flatMap {
          [UInt8($0.value & 0xFF), UInt8($0.value >> 8 & 0xFF), UInt8($0.value >> 16), 0]
        }
      case .utf32Big:
        text.unicodeScalars.flatMap {
          [0, UInt8($0.value >> 16), UInt8($0.value >> 8 & 0xFF), UInt8($0.value & 0xFF)]
        }
      }
    }
  }

  @Test("is named with and without a mark", arguments: Form.allCases, ["\u{FEFF}", ""])
  func wide(form: Form, mark: String) throws {
    let tabs = Diagnosed.header.replacing(",", with: "\t")
    for text in [tabs, Diagnosed.header + "\r\n" + Diagnosed.row, "Event Type Name\n"] {
      #expect(
        try Diagnosed.cause(of: form.bytes(of: mark + text))
          == "The file is \(form.isUTF16 ? "UTF-16" : "UTF-32") text, such as Excel's \"Unicode Text\" "
          + "or Notepad's \"Unicode\". Save it as UTF-8: in Excel, choose "
          + "\"CSV UTF-8 (Comma delimited)\".")
    }
  }

  @Test func `is named with the first byte of its header that is not UTF-8`() throws {
    let header = Array(Diagnosed.header.utf8)
    let bytes = header.map { $0 == UInt8(ascii: " ") ? 0xA0 : $0 }
    #expect(
      try Diagnosed.cause(of: bytes).hasPrefix(
        "Line 1 is not UTF-8 text: it has the byte 0xA0. The file may be Windows-1252. Save it as "
          + "\"CSV UTF-8 (Comma delimited)\". Column 1 of the header is \"Agent\u{FFFD}Name\". "
          + "Write \"Agent Name\"."))
  }

  @Test func `may be wrong in its rows only`() throws {
    let file = Array(Diagnosed.header.utf8) + Array("\nL".utf8) + [0xF3, 0x0A]
    #expect(ScheduleTemplate.hasHeader([file]))
  }
}
