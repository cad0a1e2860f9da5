import ArgumentParser
import Server

/// Looks whether everything that the server needs is there and as it should be.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check settings, database, keys, clock, time zones and limits; say what to do.",
    discussion: """
      Changes nothing. The exit status is 0 where nothing has to be mended, else 1.

      \(SettingsOptions.help)
      """)

  @Flag(help: "Of a machine that only runs `wfm work`: leave out what the HTTP front needs.")
  var work = false

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: SettingsOptions

  func run() async throws {
    let report = DoctorReport(await findings(in: try options.load()))
    printLine(json ? try report.json() : report.text)
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
