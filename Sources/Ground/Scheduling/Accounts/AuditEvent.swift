/// A recorded change.
package struct AuditEvent: Sendable, Equatable {
  /// Increases in the order of the changes.
  package let id: Int64
  /// The time of the change, by the database's clock.
  package let at: Instant
  /// Nil for a change of the installation.
  package let account: AccountName?
  /// Such as `agent.update`.
  package let action: String
  /// A readable name of the changed object.
  package let target: String
  /// A JSON object without secrets.
  package let detail: String
  /// The actor and the request.
  package let origin: AuditOrigin

  /// An event as stored in the database.
  package init(
    id: Int64, at: Instant, account: AccountName?, action: String, target: String, detail: String,
    origin: AuditOrigin
  ) {
    self.id = id
    self.at = at
    self.account = account
    self.action = action
    self.target = target
    self.detail = detail
    self.origin = origin
  }
}
