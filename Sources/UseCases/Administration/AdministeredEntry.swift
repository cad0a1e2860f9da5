package import Scheduling
package import Store

/// A reference entry as the administration names it: an agent or an event type.
package protocol AdministeredEntry: StoredReference {
  /// The kind of entry in refusals.
  static var resource: Administrator.Resource { get }
  /// The kind of entry in the audit, such as `agent` in `agent.update` and `agents.upsert`.
  static var auditNoun: String { get }
  /// The name in `auditValues` of the text by which rows refer to the entry.
  static var matchedName: String { get }
  /// The entry's values by their names in the audit.
  var auditValues: [String: AuditValue] { get }
}

extension Agent: AdministeredEntry {
  /// The kind of entry in refusals.
  package static var resource: Administrator.Resource { .agent }
  /// The kind of entry in the audit.
  package static var auditNoun: String { "agent" }
  /// The name of the matched text in the audit.
  package static var matchedName: String { "email" }
  /// The values by their names in the audit.
  package var auditValues: [String: AuditValue] {
    ["name": .text(name), "email": .text(email), "active": .flag(isActive)]
  }
}

extension EventType: AdministeredEntry {
  /// The kind of entry in refusals.
  package static var resource: Administrator.Resource { .eventType }
  /// The kind of entry in the audit.
  package static var auditNoun: String { "event_type" }
  /// The name of the matched text in the audit.
  package static var matchedName: String { "name" }
  /// The values by their names in the audit.
  package var auditValues: [String: AuditValue] {
    ["name": .text(name), "active": .flag(isActive)]
  }
}
