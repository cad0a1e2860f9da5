import Testing
import WireText

@Suite("Encodings of bytes as text", .timeLimit(.minutes(5)))
struct EncodingTests {
  @Test(arguments: [
    ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
    ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"),
  ])
  func `base64url has the vectors of RFC 4648, without padding`(bytes: String, text: String) {
    #expect(Base64URL.encode(bytes.utf8) == text)
    #expect(Base64URL.decode(text.utf8) == Array(bytes.utf8))
  }

  @Test(arguments: ["Z", "Zg==", "Zg=", "Zh", "Zm9", "Zm+v", "Zm/v", "Zm9v ", "Zm9v\n", "Zé9v"])
  func `base64url accepts no other text`(text: String) {
    #expect(Base64URL.decode(text.utf8) == nil)
  }

  @Test func `base64url preserves all bytes`() {
    let bytes = Array(UInt8.min...UInt8.max)
    for count in 0...bytes.count {
      #expect(
        Base64URL.decode(Base64URL.encode(bytes.prefix(count)).utf8) == bytes.dropLast(256 - count))
    }
    #expect(Base64URL.encode([0xFB, 0xEF, 0xFF]) == "--__")
  }

  @Test func `hexadecimal has two digits a byte`() {
    #expect([UInt8]([0x00, 0x0F, 0x10, 0xAB, 0xFF]).hexadecimal == "000f10abff")
    #expect(Hexadecimal.text(UInt8(0x0A)) == "0a")
    #expect(Hexadecimal.text(UInt8(0xBC), isUpperCase: true) == "BC")
    #expect(Hexadecimal.text(UInt64(0x1F)) == "000000000000001f")
  }

  @Test func `only hexadecimal digits are read, in either letter case`() {
    for byte in UInt8.min...UInt8.max {
      let value =
        Unicode.Scalar(byte).properties.isASCIIHexDigit
        ? UInt8(String(Unicode.Scalar(byte)), radix: 16) : nil
      #expect(Hexadecimal.value(of: byte) == value)
    }
    #expect(Hexadecimal.byte(UInt8(ascii: "a"), UInt8(ascii: "F")) == 0xAF)
    #expect(Hexadecimal.byte(UInt8(ascii: "a"), UInt8(ascii: "g")) == nil)
  }

  @Test func `percent-encoding leaves only unreserved characters, and slashes if asked`() {
    #expect(PercentEncoding.encode("aZ09-._~") == "aZ09-._~")
    #expect(PercentEncoding.encode("a b/é+%\u{0}") == "a%20b%2F%C3%A9%2B%25%00")
    #expect(PercentEncoding.encode("a/b c", keepingSlashes: true) == "a/b%20c")
  }

  @Test(
    arguments: [
      ("a+b", "a b"), ("a%20b", "a b"), ("%C3%a9", "é"), ("", ""), ("%2B", "+"), ("%", nil),
      ("%2", nil), ("%zz", nil), ("%C3", nil), ("%00", nil), ("a\0", nil),
    ] as [(String, String?)])
  func `a form's text is decoded strictly`(encoded: String, text: String?) {
    #expect(FormURLEncoded.decode(encoded.utf8) == text)
  }

  @Test func `a plus in a path is a plus`() {
    #expect(FormURLEncoded.decode("a+b%20c".utf8, plusIsSpace: false) == "a+b c")
  }

  @Test func `bytes are compared in full`() {
    #expect(ConstantTime.areEqual([], []))
    #expect(ConstantTime.areEqual([1, 2, 3], [1, 2, 3]))
    for other in [[], [1, 2], [1, 2, 3, 0], [0, 2, 3], [1, 2, 4], [3, 2, 1]] as [[UInt8]] {
      #expect(!ConstantTime.areEqual([1, 2, 3], other))
    }
  }
}
