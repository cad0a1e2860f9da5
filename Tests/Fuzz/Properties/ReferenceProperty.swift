import Importing
import Scheduling

enum ReferenceProperty {
  /// Every record that is not blank is an entry or a problem. No two entries have the same key.
  static func check(_ input: [UInt8]) throws(Broken) {
    for template in [FileTemplate.agents, .eventTypes] {
      try checkDescription(of: input, expecting: template)
    }
    if let file = try? ReferenceFile<Agent>(csv: input) {
      try check(input, keys: file.entries.map { MatchKey.key(of: $0.email) }, file.problems.count)
    }
    if let file = try? ReferenceFile<EventType>(csv: input) {
      try check(input, keys: file.entries.map { MatchKey.key(of: $0.name) }, file.problems.count)
    }
  }

  private static func check(
    _ input: [UInt8], keys: [String], _ problems: Int
  ) throws(Broken) {
    try hold(Set(keys).count == keys.count, "a key stands twice among \(keys)")
    try hold(!keys.contains(""), "an entry has an empty key")
    let rows = records(of: input).count { !$0.isBlank } - 1
    try hold(keys.count + problems == rows, "\(keys.count) + \(problems) of \(rows) rows")
  }
}
