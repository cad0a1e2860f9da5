import Administration
import ArgumentParser
import Foundation
import Identity
import Scheduling
import Secrets
import Server

/// Creates, lists and revokes OAuth clients, and rotates their secrets.
struct ClientsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clients", abstract: "Create, list and revoke OAuth clients; rotate secrets.",
    subcommands: [Create.self, List.self, Revoke.self, RotateSecret.self])

  /// The account whose clients the command handles, or the installation.
  struct OwnerOptions: ParsableArguments {
    @Option(help: "The ID of the client's account.")
    var account: String?

    @Flag(help: "The client belongs to the installation and administers it.")
    var admin = false

    func validate() throws {
      guard admin != (account != nil) else {
        throw ValidationError("Give either --account ID or --admin.")
      }
    }

    var owner: Owner {
      get throws { try account.map { .account(try AccountName(argument: $0)) } ?? .installation }
    }
  }

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Create a client. Its secret is printed once and not stored.")

    @OptionGroup var owner: OwnerOptions

    @Option(help: "A name for people to read.")
    var name: String

    @Option(
      help:
        "A scope. Repeat the option for several. Default: all scopes that the owner's clients may have."
    )
    var scope: [String] = []

    @Option(
      help: "The JWK Set file of a client that signs assertions. Such a client gets no secret.")
    var jwks: String?

    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let name = try checkedName(name)
      let scopes = try scopes()
      let credential: Administrator.Credential =
        if let jwks {
          .keys(try ClientKeys(json: try bytes(ofFile: jwks)))
        } else {
          .newSecret
        }
      let composition = try Composition(settings: try options.load())
      let issued = try await composition.administrator().createClient(
        of: try owner.owner, name: name, scopes: scopes, credential: credential,
        by: Composition.origin)
      printIssued(issued)
    }

    private func scopes() throws -> Set<Scope> {
      let allowed = owner.admin ? Scope.ofInstallation : Scope.ofAccounts
      if scope.isEmpty { return allowed }
      return Set(
        try scope.map { name in
          guard let scope = Scope(rawValue: name), allowed.contains(scope) else {
            throw ValidationError(
              """
              Unknown scope \(ShownText.quoted(name)). Give one of: \
              \(allowed.sorted().map(\.rawValue).joined(separator: ", ")).
              """)
          }
          return scope
        })
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the clients, including revoked ones.")

    @OptionGroup var owner: OwnerOptions
    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let composition = try Composition(settings: try options.load())
      let administrator = try composition.administrator()
      var table = TextTable(["CLIENT ID", "NAME", "SCOPES", "CREDENTIAL", "CREATED", "REVOKED"])
      var after = ""
      while true {
        let clients = try await administrator.clients(of: try owner.owner, after: after, limit: 200)
        for client in clients {
          table.add([
            client.id, client.name, client.scopes.joined(separator: " "),
            client.hasSecret ? "secret" : "keys", client.createdAt.iso8601,
            client.revokedAt?.iso8601 ?? "",
          ])
        }
        guard let last = clients.last else { break }
        after = last.id
      }
      printLine(table.text)
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "Issue no more tokens to a client. Its existing tokens stay valid until they expire.")

    @Argument(help: "The client's ID.")
    var client: String

    @OptionGroup var owner: OwnerOptions
    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let composition = try Composition(settings: try options.load())
      _ = try await composition.administrator().revokeClient(
        client, of: try owner.owner, by: Composition.origin)
      printLine("\(client): revoked")
    }
  }

  struct RotateSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate-secret",
      abstract: "Replace a client's secret. The new secret is printed once and not stored.")

    @Argument(help: "The client's ID.")
    var client: String

    @Option(
      help:
        "Seconds for which the old secret still works, \(Administrator.graces.lowerBound)–\(Administrator.graces.upperBound)."
    )
    var grace = 0

    @OptionGroup var owner: OwnerOptions
    @OptionGroup var options: SettingsOptions

    func validate() throws {
      guard Administrator.graces.contains(grace) else {
        throw ValidationError(
          "--grace \(grace) is out of range. Give 0 to \(Administrator.graces.upperBound) seconds.")
      }
    }

    func run() async throws {
      let composition = try Composition(settings: try options.load())
      printIssued(
        try await composition.administrator().rotateSecret(
          of: client, of: try owner.owner, grace: grace, by: Composition.origin))
    }
  }
}

/// Prints the credentials of a client as `NAME: VALUE` lines.
private func printIssued(_ issued: Administrator.Issued) {
  printLine("client_id: \(issued.client.id)")
  if let secret = issued.secret { printLine("client_secret: \(secret.revealed)") }
}
