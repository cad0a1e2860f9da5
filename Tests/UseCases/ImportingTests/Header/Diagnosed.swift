import Importing
import Testing

/// Files for diagnoses, and the expected descriptions.
enum Diagnosed {
  static let header = "Agent Name,Agent Email,Start Time,End Time,Event Type Name"
  static let row = "Ben Carter,ben@example.com,08:00 2026-06-01,16:00 2026-06-01,Shift"

  /// The description without its common end, the right header.
  static func cause(
    of bytes: [UInt8], expecting template: FileTemplate = .schedule,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let description = HeaderDiagnosis.description(of: [bytes], expecting: template)
    let ending = " The first line must be exactly: \(template.header)"
    try #require(description.hasSuffix(ending), "\(description)", sourceLocation: sourceLocation)
    return String(description.dropLast(ending.count))
  }

  static func cause(
    of text: String, expecting template: FileTemplate = .schedule,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    try cause(of: Array(text.utf8), expecting: template, sourceLocation: sourceLocation)
  }
}
