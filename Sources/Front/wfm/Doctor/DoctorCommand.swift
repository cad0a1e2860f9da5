import ArgumentParser
import Server

/// Checks that everything the server needs is present and correct.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check settings, database, keys, clock, time zones and limits, and suggest fixes.",
    discussion: """
      Changes nothing. The exit status is 0 without problems, otherwise 1.

      \(SettingsText.help)
      """)

  @Flag(help: "Check a machine that only runs `wfm work`: skip what the HTTP server needs.")
  var work = false

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: SettingsOptions

  func run() async throws {
    let report = DoctorReport(await findings(in: try options.load()))
    printLine(json ? report.json : report.text)
    guard report.ok else { throw ExitCode.failure }
  }

  private func findings(in settings: Settings) async -> [Finding] {
    do {
      return await Doctor(composition: try Composition(settings: settings), servesHTTP: !work)
        .findings()
    } catch {
      return [.problem("settings", "\(error)", remedy: "Correct the setting.")]
    }
  }
}
