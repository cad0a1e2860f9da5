import FuzzProperties
import TestInputs
import Testing

@Suite("The reader agrees with a slow one for any chunks", .timeLimit(.minutes(5)))
struct AgreementTests {
  static let inputs = [
    "\u{FEFF}Agent Name,Agent Email\r\nAnn,ann@example.com\r\n\r\nBéa,bea@example.com",
    "\u{FEFF}\"a\"\"b\",\"c\r\nd\"\r\n \t\r\n,,\n\"\"\n",
    "\"x\"y\"\"z\",\"1\"\r,\"2\"\r\n\"open\"\"ed\n,\r\n\"\"",
    "a\rb\r\r\n\r\n\"\r\n\"\r\n\"\"\"\"\"\"\r\n\"\" \r\n",
    "\0,\0\n日本語,\"日本\"\"語\",🙂\nlong enough to fill a few words of the scan,\"and, quoted, too\"\n",
    "\"a\",b\n\"never closed, \r\n é \"\" \n\n",
    "a,\"b\"\u{1A}", "a\n\u{1A}\u{1A}", "\"a\n\u{1A}", "\u{1A}a\n\u{1A}\n,, ,\n\"\",\t\n",
    "\u{FEFF}", "\u{FEFF}\u{FEFF}\"a\"", "\"", "\"\"", "\"\"\"", "\r", "\n\r", ",", " ", " \r", "",
  ]

  @Test(arguments: inputs)
  func `at every single cut`(text: String) {
    let bytes = Array(text.utf8)
    let expected = SlowReader.records(of: bytes)
    for cut in 0...bytes.count {
      #expect(records(of: bytes, cutAt: [cut]) == expected, "cut at \(cut)")
    }
  }

  @Test(arguments: inputs, [1, 2, 3, 7])
  func `in chunks of one size`(text: String, size: Int) {
    let bytes = Array(text.utf8)
    let cuts = Array(stride(from: size, to: bytes.count, by: size))
    #expect(records(of: bytes, cutAt: cuts) == SlowReader.records(of: bytes))
  }

  /// The word scan subtracts and borrows. A byte next to a separator must not match as one.
  @Test func `for every byte beside every separator, at every place in a word`() {
    for byte in UInt8.min...UInt8.max {
      for separator in Array(",\n\"\r".utf8) {
        let lead = [UInt8](repeating: 0x61, count: Int(byte % 8))
        let bytes =
          lead + [separator, byte, separator, 0x2C, byte, 0x22, byte, 0x0A, 0x22, separator, byte]
          + [0x22, 0x22, byte, separator, 0x22, 0x0A, byte, separator]
        #expect(records(of: bytes) == SlowReader.records(of: bytes), "\(bytes)")
      }
    }
  }

  @Test func `for fields of every length up to five words`() {
    for length in 0...40 {
      let field = String(repeating: "x", count: length)
      let bytes = Array("\(field),\"\(field)\"\"\",\(field)é\r\n\(field)\n\"\(field)".utf8)
      #expect(records(of: bytes) == SlowReader.records(of: bytes), "length \(length)")
    }
  }

  /// With ordinary bytes as frequent as the others, the input has mostly separators, faults and
  /// short fields. Ten times as frequent, it has whole words without a separator.
  @Test(arguments: [(1, 6_000, 24), (10, 1_000, 160)])
  func `on random bytes and random cuts`(ordinary: Int, inputs: Int, maximumLength: Int) {
    var generator = SeededGenerator(seed: UInt64(ordinary))
    let alphabet =
      Array("\",\r\n \t\0\"".utf8) + [0xC3, 0xA9, 0xFF] + [UInt8](repeating: 0x61, count: ordinary)
    for _ in 0..<inputs {
      let length = Int.random(in: 0...maximumLength, using: &generator)
      let mark: [UInt8] = Int.random(in: 0..<8, using: &generator) == 0 ? [0xEF, 0xBB, 0xBF] : []
      let bytes = mark + (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
      let cuts = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
        Int.random(in: 0...bytes.count, using: &generator)
      }
      let expected = SlowReader.records(of: bytes)
      #expect(records(of: bytes) == expected, "\(bytes)")
      #expect(records(of: bytes, cutAt: cuts.sorted()) == expected, "\(bytes) cut at \(cuts)")
    }
  }
}
