import Administration
import Importing
import Scheduling
import WireText

/// A reference entry on the wire: an agent or an event type.
protocol AdminEntry: AdministeredEntry, FileEntry {
  /// The member of a body that holds a list of entries.
  static var list: String { get }
  /// The segment of a path that holds an entry's id.
  static var segment: String { get }
  /// The new entry that a body describes.
  init(_ body: inout BodyFields)
  /// The entry of a bulk upsert's list.
  static func listed(_ body: inout BodyFields) -> Self
  /// The change that a body describes; absent members change nothing.
  static func change(_ body: inout BodyFields) -> @Sendable (inout Self) -> Void
  /// Adds the entry's values as members.
  func write(into object: inout JSONText)
}

extension Agent: AdminEntry {
  static var list: String { "agents" }
  static var segment: String { "agent" }

  init(_ body: inout BodyFields) {
    self.init(
      name: body.text("name"), email: body.text("email", as: .email),
      isActive: body.flag("active") ?? true)
  }

  static func listed(_ body: inout BodyFields) -> Agent { Agent(&body) }

  static func change(_ body: inout BodyFields) -> @Sendable (inout Agent) -> Void {
    let name = body.optionalText("name")
    let email = body.optionalText("email", as: .email)
    let isActive = body.flag("active")
    return { agent in
      if let name { agent.name = name }
      if let email { agent.email = email }
      if let isActive { agent.isActive = isActive }
    }
  }

  func write(into object: inout JSONText) {
    object.add("name", name)
    object.add("email", email)
    object.add("active", isActive)
  }
}

extension EventType: AdminEntry {
  static var list: String { "event_types" }
  static var segment: String { "event_type" }

  init(_ body: inout BodyFields) {
    self.init(name: body.text("name"), isActive: body.flag("active") ?? true)
  }

  /// A bulk upsert does not change whether a known event type is active, so it has no such member.
  static func listed(_ body: inout BodyFields) -> EventType { EventType(name: body.text("name")) }

  static func change(_ body: inout BodyFields) -> @Sendable (inout EventType) -> Void {
    let name = body.optionalText("name")
    let isActive = body.flag("active")
    return { eventType in
      if let name { eventType.name = name }
      if let isActive { eventType.isActive = isActive }
    }
  }

  func write(into object: inout JSONText) {
    object.add("name", name)
    object.add("active", isActive)
  }
}
