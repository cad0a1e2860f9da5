import ArgumentParser
import Authorization
import Postgres
import Scheduling
import Server
import Store

/// The keys that this installation signs access tokens with.
struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "List, rotate and revoke the keys that sign access tokens.",
    subcommands: [List.self, Rotate.self, Revoke.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the keys whose tokens are accepted.")

    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let composition = try Composition(settings: try options.load())
      let keys = try await composition.connection().run { connection in
        try SigningKeyRepository.current(on: connection)
      }
      var table = TextTable(["KEY", "CREATED", "SIGNS FROM", "VERIFIES UNTIL"])
      for key in keys {
        table.add([
          key.id, key.createdAt.iso8601, key.signsFrom.iso8601, key.verifiesUntil?.iso8601 ?? "",
        ])
      }
      printLine(table.text)
    }
  }

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a new key, which signs from a minute later; no token is refused for it.")

    @Flag(help: "The new key signs at once. Servers that have not seen it look for it when asked.")
    var now = false

    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let composition = try Composition(settings: try options.load())
      let rotation = SigningKeyRotation(masterKey: try composition.masterKey())
      let id = try await changingKeys {
        try await composition.connection().run { [now] connection in
          try await rotation.rotate(
            isEmergency: now, origin: Composition.origin, on: connection)
        }
      }
      let delay = now ? "now on" : "\(SigningKeyRotation.notice.components.seconds) s from now on"
      printLine("\(id): made; signs from \(delay)")
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a key away: tokens that it signed are refused within seconds.")

    @Argument(help: "The key's id, as `wfm keys list` shows it; behind -- where it begins with -.")
    var key: String

    @Flag(
      help: """
        The master key was replaced on purpose: the key that takes the place of the last one is made \
        under the new one. Revoke all other keys first.
        """)
    var changeMasterKey = false

    @OptionGroup var options: SettingsOptions

    func run() async throws {
      let composition = try Composition(settings: try options.load())
      let rotation = SigningKeyRotation(masterKey: try composition.masterKey())
      let outcome = try await changingKeys {
        try await composition.connection().run { [key, changeMasterKey] connection in
          try await rotation.revoke(
            key, changesMasterKey: changeMasterKey, origin: Composition.origin, on: connection)
        }
      }
      guard outcome.revoked else { throw ValidationError("There is no key \(key).") }
      printLine("\(key): revoked")
      if let replacement = outcome.replacement {
        printLine("\(replacement): made in its place; signs from now on")
      }
    }
  }
}

/// Says of a master key that does not fit which setting it is, and that all is as it was.
private func changingKeys<R>(_ change: () async throws -> R) async throws -> R {
  do {
    return try await change()
  } catch let fault as SigningKeyFault {
    throw Settings.Fault.unusable(.masterKey, reason: "\(fault) No key was changed.")
  }
}
