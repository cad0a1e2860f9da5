import FuzzProperties
import Multipart
import TestInputs
import Testing

@Suite("The parser agrees with a slow, obvious one", .timeLimit(.minutes(1)))
struct AgreementTests {
  private static let boundary = "AB"
  private static let head = "--AB\r\n\(SlowParser.disposition)\r\n\r\n"
  private static let fragments = [
    "\r", "\n", "\r\n", "-", "--", "--A", "--AB", "\r\n--AB", "\n--AB", "--AB--", "--AB\r",
    "--AB\n",
    " ", "\t", "B", "X", "--AB--X", "--AB--\r\n", "\n--AB--\n", "--AB\r\n", "\r\n--AB\r\n",
    "\(SlowParser.disposition)\r\n", "\r\n\r\n",
    "\(SlowParser.disposition)\r\n ", "\(SlowParser.disposition)\n\t", "\r\n\(head)", "\n\(head)",
  ]

  @Test(arguments: 0..<8)
  func `on bodies of boundary fragments, on every split`(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    let slow = SlowParser(boundary: Self.boundary)
    for _ in 0..<40 {
      var text = Bool.random(using: &generator) ? Self.head : ""
      if Int.random(in: 0..<4, using: &generator) == 0 { text.replace("\r\n", with: "\n") }
      for _ in 0..<Int.random(in: 1...14, using: &generator) {
        text += Self.fragments.randomElement(using: &generator) ?? ""
      }
      if Bool.random(using: &generator) { text += "\r\n--AB--" }
      let body = Array(text.utf8)
      let expected = slow.reading(of: body)
      expect(body, cutAt: 1..<body.count, toBe: expected)
      for cut in 0...body.count { expect(body, cutAt: cut..<(cut + 1), toBe: expected) }
    }
  }

  @Test func `the bodies include complete, faulty and truncated ones`() {
    let slow = SlowParser(boundary: Self.boundary)
    #expect(slow.reading(of: Array("\(Self.head)B\r\n--AB--".utf8)).fault == nil)
    #expect(slow.reading(of: Array("\(Self.head)B\r\n--AB-".utf8)).fault == .truncated)
    #expect(slow.reading(of: Array("--AB\nB\n".utf8)).fault != nil)
  }

  /// For faults, only their presence is compared, and whether the fault is the end of the body. The
  /// slow parser does not distinguish faults of headers. It returns all data of an incomplete part,
  /// but the parser under test may hold back the start of a delimiter.
  private func expect(_ body: [UInt8], cutAt cuts: some Sequence<Int>, toBe expected: Reading) {
    let found = reading(of: body, boundary: Self.boundary, cutAt: cuts)
    if !agree(found, expected) {
      let text = String(decoding: body, as: UTF8.self).debugDescription
      Issue.record("\(text): \(found) instead of \(expected)")
    }
  }

  private func agree(_ found: Reading, _ expected: Reading) -> Bool {
    (found.fault == nil) == (expected.fault == nil)
      && (found.fault == .truncated) == (expected.fault == .truncated)
      && found.parts.count == expected.parts.count
      && zip(found.parts, expected.parts).allSatisfy { found, expected in
        expected.isEnded
          ? found == expected
          : !found.isEnded && found.name == expected.name
            && expected.data.starts(with: found.data)
      }
  }
}
