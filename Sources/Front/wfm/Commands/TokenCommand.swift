import ArgumentParser
import Identity
import Scheduling
import Server

/// Issues an access token with the local signing key, for development and scripts.
struct TokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Print an access token signed with the local key.")

  @Option(help: "The account's ID.")
  var account: String

  private static let scopes = Scope.allCases.map(\.rawValue).joined(separator: ", ")

  @Option(
    help: "A scope: \(scopes). Repeat the option for several.")
  var scope: [String]

  @Option(help: "The lifetime of the token in seconds.")
  var lifetime: Int64 = 3600

  @Option(help: "The client that the token names.")
  var client = "wfm-cli"

  @OptionGroup var options: SettingsOptions

  func run() async throws {
    let names = scope.flatMap { $0.split(separator: " ").map(String.init) }
    let scopes = try names.map { name in
      guard let scope = Scope(rawValue: name) else {
        throw ValidationError(
          "Unknown scope \(ShownText.quoted(name)). Give one of: \(Self.scopes).")
      }
      return scope
    }
    let composition = try Composition(settings: try options.load())
    printLine(
      try await composition.token(
        account: try AccountName(argument: account), scopes: scopes, client: client,
        lifetime: lifetime))
  }
}

extension Composition {
  /// An access token that this installation's servers accept.
  func token(
    account: AccountName, scopes: [Scope], client: String, lifetime: Int64
  ) async throws -> String {
    let issuer = TokenIssuer(
      key: try signingKey(), accountClaim: try settings.required(.tokenAccountClaim),
      issuer: try issuerPlan().ofLocalKeys.first,
      audience: try settings.list(.tokenAudience).first)
    return try await issuer.issue(
      account: account, scopes: scopes, clientID: client, lifetime: lifetime,
      now: TokenVerifier.systemClock())
  }
}
