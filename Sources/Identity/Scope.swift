/// What the holder of a token may do: the scopes this service knows (RFC 6749 section 3.3).
///
/// A token may carry any other scope beside these; the ones not listed here are ignored.
package enum Scope: String, CaseIterable, Sendable {
  /// Upload an event file.
  case write = "wfm-public:write"
  /// Read the status of an import.
  case read = "wfm-public:read"
  /// Administer accounts, agents and event types.
  case admin = "wfm-admin"
}
