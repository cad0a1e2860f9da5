import Foundation
import FuzzProperties
import TestInputs
import Testing
import WireText

@Suite("The JSON scanner agrees with Foundation where both accept", .timeLimit(.minutes(5)))
struct JSONAgreementTests {
  /// Random objects, up to three levels deep, in random spellings.
  private struct Writer {
    var generator: SeededGenerator

    mutating func pick<Element>(_ elements: [Element]) -> Element {
      elements[Int.random(in: 0..<elements.count, using: &generator)]
    }

    mutating func object(depth: Int) -> String {
      let count = Int.random(in: 0...4, using: &generator)
      let members = (0..<count).map { number in
        "\(blank())\"\(number)\(characters())\"\(blank()):\(value(depth: depth))"
      }
      return "{" + members.joined(separator: ",") + blank() + "}"
    }

    mutating func value(depth: Int) -> String {
      let kinds = depth > 0 ? 7 : 5
      let text =
        switch Int.random(in: 0..<kinds, using: &generator) {
        case 0: pick(["true", "false", "null"])
        case 1: "\(Int64.random(in: -(1 << 53)...(1 << 53), using: &generator))"
        case 2: pick(["0", "-1", "1.5", "-2.25e10", "1E-2", "0.1", "123456.789", "4e+3", "1e2"])
        case 3, 4: "\"\(characters())\""
        case 5: object(depth: depth - 1)
        default: array(depth: depth - 1)
        }
      return blank() + text + blank()
    }

    mutating func array(depth: Int) -> String {
      let count = Int.random(in: 0...3, using: &generator)
      return "[" + (0..<count).map { _ in value(depth: depth) }.joined(separator: ",") + "]"
    }

    mutating func characters() -> String {
      let pieces = [
        "a", "é", "🙂", "\\n", "\\\"", "\\\\", "\\/", "\\u0041", "\\u00e9", "\\ud83d\\ude42", " ",
        "/", "日本",
        "\\b", "\\f", "\\r", "\\t",
      ]
      return (0..<Int.random(in: 0...5, using: &generator)).map { _ in pick(pieces) }.joined()
    }

    mutating func blank() -> String { pick(["", "", "", " ", "\n", "\t", "\r\n"]) }
  }

  @Test func `on 5,000 random objects, which both accept`() throws {
    var writer = Writer(generator: SeededGenerator(seed: 1))
    for _ in 0..<5_000 {
      let text = writer.object(depth: 3)
      let bytes = Array(text.utf8)
      let object = try JSONScanner.object(bytes)
      let other = try #require(FoundationJSON.object(bytes), "\(text)")
      if !FoundationJSON.isSame(object, other) { Issue.record("differs: \(text)") }
    }
  }

  @Test func `on 20,000 objects with a byte changed, removed or inserted`() throws {
    var writer = Writer(generator: SeededGenerator(seed: 2))
    var accepted = 0
    var onlyByScanner = 0
    for _ in 0..<20_000 {
      var bytes = Array(writer.object(depth: 2).utf8)
      let place = Int.random(in: 0..<bytes.count, using: &writer.generator)
      let byte = writer.pick(
        Array("{}[]:,\"\\0123456789.eE+-truefalsn \n\t/ué\0".utf8) + [0xFF, 0xC3])
      switch Int.random(in: 0..<3, using: &writer.generator) {
      case 0: bytes[place] = byte
      case 1: bytes.remove(at: place)
      default: bytes.insert(byte, at: place)
      }
      guard let object = try? JSONScanner.object(bytes) else { continue }
      guard let other = FoundationJSON.object(bytes) else {
        onlyByScanner += 1
        Issue.record("Foundation rejects \(String(decoding: bytes, as: UTF8.self))")
        continue
      }
      accepted += 1
      if !FoundationJSON.isSame(object, other) {
        Issue.record("differs: \(String(decoding: bytes, as: UTF8.self))")
      }
    }
    #expect(accepted > 1_000)
    #expect(onlyByScanner == 0)
  }
}
