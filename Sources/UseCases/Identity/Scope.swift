/// The scopes of this service (RFC 6749 section 3.3). A token's other scopes are ignored.
package enum Scope: String, CaseIterable, Sendable, Comparable {
  /// Upload an event file.
  case write = "wfm-public:write"
  /// Read the status of an import.
  case read = "wfm-public:read"
  /// Administer the installation: accounts, clients, agents, event types.
  case admin = "wfm-admin"

  /// The scopes of an account's own clients.
  package static let ofAccounts: Set<Scope> = [.write, .read]
  /// The scopes of the installation's clients.
  package static let ofInstallation: Set<Scope> = [.admin]

  /// Orders scopes by name.
  package static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
}

extension Sequence<Scope> {
  /// The scopes as in the `scope` claim and parameter: in a fixed order, separated by blanks.
  package var scopeText: String { sorted().map(\.rawValue).joined(separator: " ") }
}
