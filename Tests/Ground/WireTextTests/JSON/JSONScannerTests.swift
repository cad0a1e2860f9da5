import Foundation
import Testing
import WireText

/// The forms of RFC 8259, in the manner of Nicolas Seriot, "Parsing JSON is a minefield".
@Suite("The JSON scanner", .timeLimit(.minutes(5)))
struct JSONScannerTests {
  /// The value of the member `x` of an object with this value.
  private func value(_ text: String) throws(JSONFault) -> JSONValue? {
    try JSONScanner.object(Array(#"{"x":\#(text)}"#.utf8))["x"]
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("-0.0", 0), ("1", 1), ("-1", -1), ("10", 10), ("123.456", 123.456),
      ("1e3", 1000),
      ("1E3", 1000), ("1e+3", 1000), ("1e-3", 0.001), ("0e0", 0), ("0.0e-0", 0), ("1.5e2", 150),
      ("0E+1", 0), ("1e0000000000003", 1000), ("1e-400", 0),
      ("9007199254740993", 9_007_199_254_740_992),
      ("1.7976931348623157e308", .greatestFiniteMagnitude), ("5e-324", .leastNonzeroMagnitude),
      ("0.1000000000000000055511151231257827", 0.1),
      ("18446744073709551616", 18_446_744_073_709_551_616),
    ] as [(String, Double)])
  func `a number is the nearest double`(text: String, expected: Double) throws {
    #expect(try value(text) == .number(expected))
  }

  @Test(arguments: [
    "+1", "01", "-01", "00", "1.", ".1", "-", "--1", "1e", "1e+", "1E-", "1.e1", "e1", "1.2.3",
    "1e1.5",
    "0x10", "1_000", "NaN", "-NaN", "Infinity", "-Infinity", "nan", "inf", "1e309", "-1e309", "1f",
    "1 2",
    "- 1", "1\u{660}", "\u{FF11}", "1e1e1", "0b1", "1,", "-.5", "1l", "0.", "-0.e1",
  ])
  func `another spelling of a number is rejected`(text: String) {
    #expect(throws: JSONFault.malformed) { try value(text) }
  }

  @Test(arguments: [
    (#""""#, ""), (#"" ""#, " "), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
    (#""\u0041""#, "A"), (#""\u00e9\u00E9""#, "éé"), (#""\u0000""#, "\0"),
    (#""\uD83D\uDE42""#, "🙂"),
    (#""\ud83d\ude42""#, "🙂"), (#""🙂é""#, "🙂é"), (#""\uFFFF""#, "\u{FFFF}"),
    (#""\uFEFF""#, "\u{FEFF}"),
    (#""\uDBFF\uDFFF""#, "\u{10FFFF}"), ("\"\u{7F}\"", "\u{7F}"),
    ("\"\u{2028}\u{2029}\"", "\u{2028}\u{2029}"),
    (#""\\u0041""#, "\\u0041"), (#""\/""#, "/"), (#""/* */""#, "/* */"),
    (#""e\u0301""#, "e\u{301}"),
  ])
  func `a string is its characters`(text: String, expected: String) throws {
    let read = try #require(try value(text)?.string)
    #expect(Array(read.utf8) == Array(expected.utf8))
  }

  @Test(arguments: [
    "\"", "\"a", "a\"", "'a'", "\"\n\"", "\"\t\"", "\"\0\"", "\"\u{1F}\"", #""\""#, #""\x41""#,
    #""\a""#,
    #""\'""#, #""\u""#, #""\u00""#, #""\u004""#, #""\u004G""#, #""\U0041""#, #""\u{41}""#,
    #""\uD83D""#,
    #""\uDE42""#, #""\uD83D\uD83D""#, #""\uDE42\uD83D""#, #""\uD83D\n""#, #""\uD83Dx""#,
    #""\uD83D\u0041""#,
    #""\uD83D\u""#, #""\u+041""#, #""\u 041""#, #""\0""#, #""\8""#, "\"\\\n\"",
    #""\\""#.dropLast() + "",
    "\"\\é\"", #""a" "b""#, "`a`", "“a”", #""\u００４１""#,
  ])
  func `another spelling of a string is rejected`(text: String) {
    #expect(throws: JSONFault.malformed) { try value(text) }
  }

  @Test(
    arguments: [
      ("true", .bool(true)), ("false", .bool(false)), ("null", .null), ("[]", .array([])),
      ("[ ]", .array([])),
      ("[1,2]", .array([.number(1), .number(2)])), (" \t\r\n1 \t\r\n", .number(1)),
      ("[[],[[]]]", .array([.array([]), .array([.array([])])])), ("[null]", .array([.null])),
      (" [ true , \"a\" ] ", .array([.bool(true), .string("a")])),
    ] as [(String, JSONValue)])
  func `words and arrays are read`(text: String, expected: JSONValue) throws {
    #expect(try value(text) == expected)
  }

  @Test(arguments: [
    "", "True", "TRUE", "tru", "truee", "nul", "nulll", "undefined", "t", "f", "n", "[", "]", "[1",
    "[1,]", "[,1]",
    "[1,,2]", "[,]", "[1 2]", "[1;2]", "[1}", "(1)", "[1]]", "1]", "{", "}", "[{]}", "\u{B}1",
    "\u{C}1", "\u{A0}1",
    "\u{85}1", "\u{FEFF}1", "/**/1", "1//", "#1", "[1,2,...]", "a", "é", "\\u0031", "@",
    "true false", "*",
    "<null>", "[1\u{0}]", "$", "[\"a\"", "[true", "\u{2003}1",
  ])
  func `anything else is rejected`(text: String) {
    #expect(throws: JSONFault.malformed) { try value(text) }
  }

  @Test(arguments: [
    "{", "}", "{}}", "{{}", "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{,"a":1}"#,
    #"{"a":1,,"b":2}"#,
    #"{"a" 1}"#, #"{"a"::1}"#, #"{a:1}"#, #"{'a':1}"#, #"{1:1}"#, #"{null:1}"#, #"{"a":1 "b":2}"#,
    #"{"a":1;"b":2}"#, #"{"a":1"#, #"{"a":1]"#, #"{"a":"a"#, #"{"a":1}{"#, #"{"a":1}#"#,
    #"{"a":1},"#,
    #"{"a":/**/1}"#, #"{"a":1}//"#, #"{[]:1}"#, #"{"a":1,"b"}"#, #"{"a"#, #"{"a":"#, #"{:1}"#,
    #"{"\uD83D":1}"#,
  ])
  func `a malformed object is rejected, at the top and below`(text: String) {
    #expect(throws: JSONFault.malformed) { try JSONScanner.object(Array(text.utf8)) }
    #expect(throws: JSONFault.malformed) { try value(text) }
  }

  @Test func `a truncated text is rejected`() throws {
    let text = Array(
      #" {"a":[1,-2.5e+3,"x\u00e9\n\ud83d\ude42"],"b":{"c":true,"d":null},"e":false}"#.utf8)
    #expect(throws: Never.self) { try JSONScanner.object(text) }
    for count in 0..<text.count {
      #expect(throws: JSONFault.malformed, "cut at \(count)") {
        try JSONScanner.object(Array(text.prefix(count)))
      }
    }
  }

  @Test func `each kind of fault has its own error`() {
    for (text, fault) in [
      ("[]", JSONFault.notAnObject), ("null", .notAnObject), ("1", .notAnObject),
      (#""""#, .notAnObject),
      (#"{"a":1,"a":2}"#, .duplicateMember), (#"{"a":{"b":1,"b":1}}"#, .duplicateMember),
      (#"{"a":[[[[[[[[1]]]]]]]]}"#, .tooDeep), ("[[[[[[[[[1]]]]]]]]]", .tooDeep), ("x", .malformed),
    ] {
      #expect(throws: fault, "\(text)") { try JSONScanner.object(Array(text.utf8)) }
    }
  }
}
