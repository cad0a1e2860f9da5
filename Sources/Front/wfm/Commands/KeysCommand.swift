import ArgumentParser
import Authorization
import Postgres
import Scheduling
import Server
import Store

/// Lists, rotates and revokes the keys that sign access tokens.
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
      abstract: "Create a key that signs from a minute later. All existing tokens stay valid.")

    @Flag(
      help: "The new key signs immediately. A server that does not know it yet reloads the keys.")
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
      let start = now ? "now" : "in \(SigningKeyRotation.notice.components.seconds) s"
      printLine("\(id): created; starts signing \(start)")
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Revoke a key. Servers reject its tokens within seconds.")

    @Argument(help: "The key's ID from `wfm keys list`. Write -- before an ID that begins with -.")
    var key: String

    @Flag(
      help: """
        Confirm that the master key was replaced on purpose. The key that replaces the last one is \
        then encrypted with the new master key. Revoke all other keys first.
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
      guard outcome.revoked else {
        throw ValidationError(
          "Unknown key \(ShownText.quoted(key)). `wfm keys list` shows all keys.")
      }
      printLine("\(key): revoked")
      if let replacement = outcome.replacement {
        printLine("\(replacement): created as the replacement; signs from now on")
      }
    }
  }
}

/// Names the setting if the master key is wrong, and says that nothing has changed.
private func changingKeys<R>(_ change: () async throws -> R) async throws -> R {
  do {
    return try await change()
  } catch let fault as SigningKeyFault {
    throw Settings.Fault.unusable(.masterKey, reason: "\(fault) No key was changed.")
  }
}
