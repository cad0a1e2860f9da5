import ArgumentParser
import Identity
import Server

/// Mints an access token with the local signing key, for development and scripts.
struct TokenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Print an access token signed with the local key.")

  @Option(help: "The account's id.")
  var account: String

  @Option(
    help: "A scope, several by repeating the option: \(Scope.allCases.map(\.rawValue)).")
  var scope: [String]

  @Option(help: "How long the token is valid, in seconds.")
  var lifetime: Int64 = 3600

  @Option(help: "The client that the token names.")
  var client = "wfm-cli"

  @OptionGroup var options: SettingsOptions

  func run() async throws {
    let names = scope.flatMap { $0.split(separator: " ").map(String.init) }
    let scopes = try names.map { name in
      guard let scope = Scope(rawValue: name) else {
        throw ValidationError("There is no scope \(name).")
      }
      return scope
    }
    let composition = try Composition(settings: try options.load())
    printLine(
      try await composition.token(
        account: account, scopes: scopes, client: client, lifetime: lifetime))
  }
}

extension Composition {
  /// An access token that this installation's servers accept.
  func token(
    account: String, scopes: [Scope], client: String, lifetime: Int64
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
