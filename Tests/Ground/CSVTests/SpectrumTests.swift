import CSV
import Foundation
import FuzzProperties
import TestInputs
import TestSupport
import Testing

/// The vectors of csv-spectrum: files with their contents as JSON objects, keyed by the header.
private enum Spectrum {
  static let vectors = TestVectors("csv-spectrum")

  static func csv(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: vectors.folder.appending(path: "csvs/\(name).csv")))
  }

  static func json<Meaning: Decodable>(_ name: String, as type: Meaning.Type) throws -> Meaning {
    try JSONDecoder().decode(
      type, from: Data(contentsOf: vectors.folder.appending(path: "json/\(name).json")))
  }

  /// The rows below the header, keyed by the header.
  static func rows(_ name: String) throws -> [[String: String]] {
    let read = records(of: try csv(name)).map(\.texts)
    let header = try #require(read.first)
    return read.dropFirst().map { row in
      Dictionary(uniqueKeysWithValues: zip(header, row))
    }
  }
}

@Suite(
  "csv-spectrum",
  .needs(.vectors(Spectrum.vectors.folder)), .timeLimit(.minutes(5)))
struct SpectrumTests {
  @Test(arguments: [
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines",
    "newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8",
  ])
  func `a file has the contents of its JSON`(name: String) throws {
    let meaning = try Spectrum.json(name, as: [[String: String]].self)
    #expect(try Spectrum.rows(name) == meaning)
  }

  /// Its JSON is a single object whose telephone number differs from the file, a mistake of the
  /// vector. All other cells are compared.
  @Test func `quotes within unquoted coordinates are read as in the JSON`() throws {
    var meaning = try Spectrum.json("location_coordinates", as: [String: String].self)
    meaning["Contact Phone Number"] = "2095257564"
    #expect(try Spectrum.rows("location_coordinates") == [meaning])
  }

  @Test func `every vector is read in these tests`() throws {
    let files = try FileManager.default.contentsOfDirectory(
      atPath: Spectrum.vectors.folder.appending(path: "csvs").path)
    #expect(files.count == 12)
  }
}
