package import Scheduling

/// A reference entry that a line of a CSV file describes.
package protocol FileEntry: ReferenceEntry {
  /// The columns of the file.
  static var template: FileTemplate { get }
  /// Reads a line.
  ///
  /// - Parameter fields: a field for each title of the template.
  init(fields: [String]) throws(ReferenceFault)
}

extension Agent: FileEntry {
  /// The columns Agent Name, Agent Email and Active.
  package static var template: FileTemplate { .agents }

  /// Active is true or false, yes or no, 1 or 0.
  package init(fields: [String]) throws(ReferenceFault) {
    let name = try ReferenceFault.checked(fields[0], of: "Agent Name", as: .name)
    let email = try ReferenceFault.checked(fields[1], of: "Agent Email", as: .email)
    let isActive: Bool
    switch MatchKey.key(of: fields[2]) {
    case "true", "yes", "1": isActive = true
    case "false", "no", "0": isActive = false
    default:
      throw ReferenceFault(
        "Active is \(ShownText.quoted(fields[2])). Write true, false, yes, no, 1 or 0.")
    }
    self.init(name: name, email: email, isActive: isActive)
  }
}

extension EventType: FileEntry {
  /// The column Event Type Name.
  package static var template: FileTemplate { .eventTypes }

  /// A new event type is active.
  package init(fields: [String]) throws(ReferenceFault) {
    self.init(name: try ReferenceFault.checked(fields[0], of: "Event Type Name", as: .name))
  }
}
