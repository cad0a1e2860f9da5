import Administration
import ArgumentParser
import Scheduling
import Server

extension AccountsCommand {
  /// Sets and shows the rate limits of one account.
  struct Limit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set and show an account's rate limits.",
      discussion: """
        A rate is a number per minute from 1 to 1000000, or default for the installation's setting. \
        A new rate applies within 10 s. Without options, nothing changes.
        """)

    @Argument(help: "The account's ID.")
    var account: String

    @Option(help: "Uploads per minute (also the burst size).")
    var uploads: Rate?

    @Option(help: "Reads per minute (also the burst size).")
    var reads: Rate?

    @Option(help: "Access tokens per minute for each of its clients (also the burst size).")
    var tokens: Rate?

    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let composition = try Composition(settings: try options.load())
      let account = try await composition.administrator().updateAccount(
        try AccountName(argument: account),
        to: .init(uploads: uploads?.value, reads: reads?.value, tokens: tokens?.value),
        by: Composition.origin)
      let rates = account.rates
      for (name, rate) in [
        ("uploads", rates.uploads), ("reads", rates.reads), ("tokens", rates.tokens),
      ] {
        printLine("\(self.account): \(name) per minute: \(rate.map(String.init) ?? "default")")
      }
    }
  }

  /// `default`, or a number per minute.
  struct Rate: ExpressibleByArgument {
    let value: Administrator.Rate

    init?(argument: String) {
      if argument == "default" {
        value = .standard
      } else if let number = Int(argument), AccountRates.range.contains(number) {
        value = .perMinute(number)
      } else {
        return nil
      }
    }
  }
}
