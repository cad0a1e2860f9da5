/// What the holder of a token may do: the scopes this service knows (RFC 6749 section 3.3).
///
/// A token may carry any other scope beside these; the ones not listed here are ignored.
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

  package static func < (one: Self, other: Self) -> Bool { one.rawValue < other.rawValue }
}

extension Sequence<Scope> {
  /// As the claim and the parameter `scope` write them: in a fixed order, separated by blanks.
  package var scopeText: String { sorted().map(\.rawValue).joined(separator: " ") }
}
