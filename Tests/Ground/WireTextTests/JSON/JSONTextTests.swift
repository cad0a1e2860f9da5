import Foundation
import TestInputs
import Testing
import WireText

@Suite("The JSON writer", .timeLimit(.minutes(5)))
struct JSONTextTests {
  private static func foundation(
    _ value: some Encodable, _ formatting: JSONEncoder.OutputFormatting = []
  ) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = formatting.union([.sortedKeys, .withoutEscapingSlashes])
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  @Test func `quotes every scalar up to U+2100 as Foundation does`() throws {
    for value in UInt32(0)...0x2100 {
      let text = String(try #require(Unicode.Scalar(value))) + "a"
      #expect(JSONText.quoted(text) == (try Self.foundation(text)))
    }
  }

  @Test func `quotes naughty strings as Foundation does`() throws {
    for text in try NaughtyStrings.all() {
      let quoted = JSONText.quoted(text)
      #expect(quoted == (try Self.foundation(text)))
      let read = try JSONScanner.value(Array(quoted.utf8))
      #expect(read.string.map { Array($0.utf8) } == Array(text.utf8))
    }
  }

  @Test func `an object keeps the order of its members`() {
    var inner = JSONText()
    inner.add("n", 1)
    var object = JSONText()
    object.add("z", "a\"b")
    object.add("y", -7)
    object.add("x", true)
    object.add("w", ["1", "2/3"])
    object.add("v", [inner, JSONText()])
    object.add("é", json: "null")
    #expect(
      object.text == #"{"z":"a\"b","y":-7,"x":true,"w":["1","2/3"],"v":[{"n":1},{}],"é":null}"#)
  }

  @Test func `a value is written as Foundation writes it, in one line and in several`() throws {
    let text = #"{"b":[1,-2.5,1e30,true,false,null,{"c":[[0]]}],"a/":"é\n","aa":{"x":{"y":""}}}"#
    let value = try JSONScanner.value(Array(text.utf8))
    let other = try JSONDecoder().decode(Foreign.self, from: Data(text.utf8))
    #expect(value.text() == (try Self.foundation(other)))
    #expect(value.text(isPretty: true) == (try Self.foundation(other, .prettyPrinted)))
    #expect(try JSONScanner.value(Array(value.text(isPretty: true).utf8)) == value)
  }

  @Test(
    arguments: [
      (0, "0"), (-0.0, "0"), (1, "1"), (-1.5, "-1.5"), (9_007_199_254_740_992, "9007199254740992"),
      (1e300, "1e+300"), (.leastNonzeroMagnitude, "5e-324"), (.infinity, "null"), (.nan, "null"),
    ] as [(Double, String)])
  func `a number has the shortest digits that preserve it`(number: Double, text: String) {
    #expect(JSONValue.number(number).text() == text)
  }

  @Test func `empty arrays and objects stay on one line`() {
    #expect(JSONValue.array([]).text(isPretty: true) == "[]")
    #expect(JSONValue.object([:]).text(isPretty: true) == "{}")
  }
}

/// The members of the object above, for Foundation.
private struct Foreign: Codable {
  enum Element: Codable {
    case null, flag(Bool), number(Double), object([String: [[Int]]])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .object(try container.decode([String: [[Int]]].self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .null: try container.encodeNil()
      case .flag(let flag): try container.encode(flag)
      case .number(let number): try container.encode(number)
      case .object(let members): try container.encode(members)
      }
    }
  }

  let b: [Element]
  let a: String
  let aa: [String: [String: String]]

  enum CodingKeys: String, CodingKey {
    case b
    case a = "a/"
    case aa
  }
}
