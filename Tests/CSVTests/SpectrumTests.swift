import CSV
import Foundation
import Testing

/// The vectors of csv-spectrum: files beside their meaning, objects keyed by the header.
private enum Spectrum {
  /// `../shared/vectors` beside the package, or the folder that `WFM_TEST_VECTORS` names.
  static let folder: URL = {
    let packageRoot = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let vectors =
      ProcessInfo.processInfo.environment["WFM_TEST_VECTORS"].map { URL(filePath: $0) }
      ?? packageRoot.appending(path: "../shared/vectors")
    return vectors.appending(path: "csv-spectrum")
  }()

  /// In CI the vectors are always there: a test that cannot find them must fail, not be skipped.
  static let mustRun =
    FileManager.default.fileExists(atPath: folder.path)
    || ProcessInfo.processInfo.environment["CI"] != nil

  static func csv(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: "csvs/\(name).csv")))
  }

  static func json<Meaning: Decodable>(_ name: String, as type: Meaning.Type) throws -> Meaning {
    try JSONDecoder().decode(
      type, from: Data(contentsOf: folder.appending(path: "json/\(name).json")))
  }

  /// The rows below the header, keyed by it.
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
  .enabled(
    if: Spectrum.mustRun, "no csv-spectrum in ../shared/vectors: set WFM_TEST_VECTORS to its parent"
  ))
struct SpectrumTests {
  @Test(arguments: [
    "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines",
    "newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8",
  ])
  func `a file means what its JSON says`(name: String) throws {
    let meaning = try Spectrum.json(name, as: [[String: String]].self)
    #expect(try Spectrum.rows(name) == meaning)
  }

  /// Its JSON is a bare object, and its telephone number is not the one of the file: a slip of the
  /// vector. All other cells count.
  @Test func `quotes within unquoted coordinates mean what the JSON says`() throws {
    var meaning = try Spectrum.json("location_coordinates", as: [String: String].self)
    meaning["Contact Phone Number"] = "2095257564"
    #expect(try Spectrum.rows("location_coordinates") == [meaning])
  }

  @Test func `every vector is read in these tests`() throws {
    let files = try FileManager.default.contentsOfDirectory(
      atPath: Spectrum.folder.appending(path: "csvs").path)
    #expect(files.count == 12)
  }
}
