import Administration
import ArgumentParser
import Server
import Store

extension AccountsCommand {
  /// Gives an account budgets of its own, and shows them.
  struct Limit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set an account's rates, and show them.",
      discussion: """
        A rate is a number a minute from 1 to 1000000, or default for the installation's setting. It \
        counts within 10 s. Without options nothing is changed.
        """)

    @Argument(help: "The account's id.")
    var account: String

    @Option(help: "Uploads a minute, and the most at once.")
    var uploads: Rate?

    @Option(help: "Reads a minute, and the most at once.")
    var reads: Rate?

    @Option(help: "Access tokens a minute for each of its clients, and the most at once.")
    var tokens: Rate?

    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let composition = try Composition(settings: try options.load())
      let account = try await composition.administrator().updateAccount(
        account,
        to: .init(uploads: uploads?.value, reads: reads?.value, tokens: tokens?.value),
        by: Composition.origin)
      let rates = account.rates
      for (name, rate) in [
        ("uploads", rates.uploads), ("reads", rates.reads), ("tokens", rates.tokens),
      ] {
        printLine("\(self.account): \(name) a minute: \(rate.map(String.init) ?? "default")")
      }
    }
  }

  /// `default`, or a number a minute.
  struct Rate: ExpressibleByArgument {
    let value: Administrator.Rate

    init?(argument: String) {
      if argument == "default" {
        value = .standard
      } else if let number = Int(argument), AccountRepository.Rates.range.contains(number) {
        value = .perMinute(number)
      } else {
        return nil
      }
    }
  }
}
