/// The actor of an audited change, and the request that made it.
package struct AuditOrigin: Sendable, Equatable {
  /// An OAuth client's id, or the system user of a command line as `cli:USER`.
  package let actor: String
  /// The client's IP address; nil for a command line.
  package let remoteAddress: String?
  /// The request's id in logs and responses; nil for a command line.
  package let requestID: String?

  /// An actor, with the request if there is one.
  package init(actor: String, remoteAddress: String? = nil, requestID: String? = nil) {
    self.actor = actor
    self.remoteAddress = remoteAddress
    self.requestID = requestID
  }
}
