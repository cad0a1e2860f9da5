import Administration
import ArgumentParser
import Foundation
import Identity
import Scheduling
import Secrets
import Server
import Store

/// Makes, lists and revokes OAuth clients, and gives them new secrets.
struct ClientsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clients", abstract: "Create, list and revoke OAuth clients; rotate secrets.",
    subcommands: [Create.self, List.self, Revoke.self, RotateSecret.self])

  /// Whose clients.
  struct OwnerOptions: ParsableArguments {
    @Option(help: "The id of the account whose client it is.")
    var account: String?

    @Flag(help: "The client is the installation's, and administers it.")
    var admin = false

    func validate() throws {
      guard admin != (account != nil) else {
        throw ValidationError("Give either --account A or --admin.")
      }
    }

    var owner: Administrator.Owner { account.map { .account($0) } ?? .installation }
  }

  struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Create a client. Its secret is printed once and kept nowhere.")

    @OptionGroup var owner: OwnerOptions

    @Option(help: "What people call it.")
    var name: String

    @Option(
      help:
        "A scope, several by repeating the option; default: all that the owner's clients can have."
    )
    var scope: [String] = []

    @Option(help: "A file with the JWK Set of a client that signs assertions; it gets no secret.")
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
        of: owner.owner, name: name, scopes: scopes, credential: credential,
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
              "The scope is none of: \(allowed.sorted().map(\.rawValue).joined(separator: ", ")).")
          }
          return scope
        })
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the clients, revoked ones too.")

    @OptionGroup var owner: OwnerOptions
    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let composition = try Composition(settings: try options.load())
      let administrator = try composition.administrator()
      var table = TextTable(["CLIENT ID", "NAME", "SCOPES", "CREDENTIAL", "CREATED", "REVOKED"])
      var after = ""
      while true {
        let clients = try await administrator.clients(of: owner.owner, after: after, limit: 200)
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
      abstract: "Give a client no more tokens. Those that it has expire by themselves.")

    @Argument(help: "The client's id.")
    var client: String

    @OptionGroup var owner: OwnerOptions
    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let composition = try Composition(settings: try options.load())
      _ = try await composition.administrator().revokeClient(
        client, of: owner.owner, by: Composition.origin)
      printLine("\(client): revoked")
    }
  }

  struct RotateSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rotate-secret",
      abstract: "Give a client a new secret. It is printed once and kept nowhere.")

    @Argument(help: "The client's id.")
    var client: String

    @Option(help: "Seconds for which the old secret still counts, 0 to 604800.")
    var grace = 0

    @OptionGroup var owner: OwnerOptions
    @OptionGroup var options: SettingsOptions

    func validate() throws {
      guard Administrator.graces.contains(grace) else {
        throw ValidationError("--grace is 0 to \(Administrator.graces.upperBound) seconds.")
      }
    }

    func run() async throws {
      let composition = try Composition(settings: try options.load())
      printIssued(
        try await composition.administrator().rotateSecret(
          of: client, of: owner.owner, grace: grace, by: Composition.origin))
    }
  }
}

/// What a client needs to know of itself, as `NAME: VALUE` lines.
private func printIssued(_ issued: Administrator.Issued) {
  printLine("client_id: \(issued.client.id)")
  if let secret = issued.secret { printLine("client_secret: \(secret.revealed)") }
}
