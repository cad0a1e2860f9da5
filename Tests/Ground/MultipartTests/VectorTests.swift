import Foundation
import FuzzProperties
import Multipart
import TestInputs
import TestSupport
import Testing

@Suite(
  "python-multipart",
  .needs(.vectors(Vector.vectors.folder)), .timeLimit(.minutes(5)))
struct VectorTests {
  static let agreeing = [
    "CRLF_in_header", "CR_in_header", "CR_in_header_value", "almost_match_boundary",
    "bad_end_of_headers", "bad_header_char",
    "case_insensitive_headers", "crlf_dense_part_data", "empty_header", "empty_message",
    "empty_message_with_bad_end", "header_with_number", "multiple_fields", "multiple_files",
    "single_field", "single_field_longer",
    "single_field_with_leading_newlines", "single_field_with_trailer", "single_file",
    "utf8_filename",
  ]

  /// RFC 7578, section 4.7, deprecates Content-Transfer-Encoding. No current client sends it. A
  /// client that does is rejected with that reason; nothing is decoded.
  static let encoded = [
    "base64_encoding": 1, "mixed_case_headers": 1, "mixed_plain_and_base64_encoding": 1,
    "quoted_printable_encoding": 1,
  ]

  /// A line begins with the delimiter and continues. RFC 2046, section 5.1.1, forbids such a line
  /// in a part, and python-multipart reads it as data.
  static let withLongerDelimiter = [
    "almost_match_boundary_without_CR", "almost_match_boundary_without_LF",
    "almost_match_boundary_without_final_hyphen",
  ]

  /// Its first line is not a delimiter. So RFC 2046, section 5.1.1, makes everything before the
  /// closing delimiter the preamble, which is ignored. python-multipart accepts only line ends as a
  /// preamble.
  static let withPreamble = "bad_initial_boundary"

  /// Its field has no Content-Type, and the YAML has the default of RFC 7578, section 4.4. This
  /// parser returns nil.
  static let withDefaultType = "single_field_single_file"

  /// Its boundary is `--boundary`, but its delimiters are `--boundary`, not `----boundary`.
  /// python-multipart reads it with another boundary than the file names.
  static let withOtherBoundary = "single_field_blocks"

  @Test(arguments: agreeing)
  func `a body has the parts of its YAML, on every split`(name: String) throws {
    let vector = try Vector(name)
    let whole = try readingOnEverySplit(vector.body, boundary: vector.boundary)
    switch vector.meaning {
    case .error:
      #expect(whole.fault != nil)
    case .parts(let parts):
      #expect(whole.fault == nil)
      #expect(whole.parts == parts)
    }
  }

  @Test(arguments: encoded.sorted(by: <))
  func `an encoded part is rejected`(name: String, part: Int) throws {
    let vector = try Vector(name)
    let whole = try readingOnEverySplit(vector.body, boundary: vector.boundary)
    #expect(whole.fault == .unsupportedTransferEncoding(part: part))
    #expect(vector.meaning != .error)
  }

  @Test(arguments: withLongerDelimiter)
  func `a line that begins like a delimiter is rejected`(name: String) throws {
    let vector = try Vector(name)
    let whole = try readingOnEverySplit(vector.body, boundary: vector.boundary)
    #expect(whole.fault == .malformedDelimiter(part: 1, .goesOn))
  }

  @Test func `text before the first delimiter is preamble, not a fault`() throws {
    let vector = try Vector(Self.withPreamble)
    #expect(try readingOnEverySplit(vector.body, boundary: vector.boundary) == Reading())
    #expect(vector.meaning == .error)
  }

  @Test func `a field without a Content-Type has none`() throws {
    let vector = try Vector(Self.withDefaultType)
    var whole = try readingOnEverySplit(vector.body, boundary: vector.boundary)
    #expect(whole.fault == nil)
    #expect(whole.parts.map(\.contentType) == [nil, "text/plain"])
    whole.parts[0].contentType = "text/plain"
    #expect(.parts(whole.parts) == vector.meaning)
  }

  @Test func `a body of another boundary is truncated, and read with its own`() throws {
    let vector = try Vector(Self.withOtherBoundary)
    let other = try readingOnEverySplit(vector.body, boundary: vector.boundary)
    #expect(other == Reading(fault: .truncated))
    let own = try readingOnEverySplit(vector.body, boundary: "boundary")
    #expect(own.fault == nil)
    #expect(.parts(own.parts) == vector.meaning)
  }

  @Test func `every vector is read in these tests`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Vector.vectors.folder.path)
    let names = files.filter { $0.hasSuffix(".http") }.map { $0.dropLast(5) }
    let read =
      Self.agreeing + Self.encoded.keys
      + Self.withLongerDelimiter + [
        Self.withPreamble, Self.withDefaultType, Self.withOtherBoundary,
      ]
    #expect(Set(names.map(String.init)) == Set(read))
  }

  /// The events of the whole body. Expects the same events for every split into two chunks and for
  /// single bytes.
  private func readingOnEverySplit(_ body: [UInt8], boundary: String) throws -> Reading {
    let whole = reading(of: body, boundary: boundary)
    #expect(reading(of: body, boundary: boundary, cutAt: 1..<body.count) == whole)
    for cut in 1..<body.count where reading(of: body, boundary: boundary, cutAt: [cut]) != whole {
      Issue.record("split at \(cut), the body means something else")
    }
    return whole
  }
}
