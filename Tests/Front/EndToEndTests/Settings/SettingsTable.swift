import Foundation

/// The settings as the program lists them.
struct SettingsTable {
  struct Row: Sendable, CustomStringConvertible {
    let flag: String
    let variable: String
    let defaultValue: String

    var description: String { variable }
  }

  /// The Markdown, without the last line break.
  let text: String

  init() async throws {
    let ending = try await Program.run(Places.wfm, ["settings"])
    guard ending.status == 0 else { throw Refused(text: ending.errors) }
    text = ending.output.trimmingCharacters(in: .newlines)
  }

  var rows: [Row] {
    text.split(separator: "\n").dropFirst(2).map { line in
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
      return Row(flag: cells[1], variable: cells[2], defaultValue: cells[3])
    }
  }
}
