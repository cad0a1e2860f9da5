import Server

/// The table of settings as text: for `--help` and for the reference page.
enum SettingsText {
  /// Begins `help`, so that a page can leave the list of settings out of a command's help.
  static let heading = "Settings, as flags, in the environment or in the configuration file:"

  static let help =
    heading + "\n"
    + groups.map { name, settings in
      "\n\(name):\n" + settings.map(help(of:)).joined(separator: "\n")
    }.joined(separator: "\n")

  static let markdown = groups.map { name, settings in
    """
    ## \(name)

    | flag | variable | default | meaning |
    | --- | --- | --- | --- |

    """ + settings.map(line(of:)).joined(separator: "\n")
  }.joined(separator: "\n\n")

  private static let groups = Setting.Group.allCases.map { group in
    (name: group.rawValue, settings: Setting.allCases.filter { $0.row.group == group })
  }

  private static func help(of setting: Setting) -> String {
    let row = setting.row
    let value =
      row.defaultValue.map { " (default \($0))" } ?? row.ifAbsent.map { " (default: \($0))" } ?? ""
    let lines = lines(of: row.summary).map { "\n      \($0)" }.joined()
    return "  \(setting.flag), \(setting.variable)\(value)\(lines)"
  }

  /// The text in lines of at most 72 characters. ArgumentParser would not indent the lines it
  /// breaks.
  private static func lines(of text: String) -> [String] {
    text.split(separator: " ").reduce(into: []) { lines, word in
      if let last = lines.last, last.count + 1 + word.count <= 72 {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
  }

  private static func line(of setting: Setting) -> String {
    let row = setting.row
    let value = row.defaultValue.map { "`\($0)`" } ?? row.ifAbsent ?? ""
    return "| `\(setting.flag)` | `\(setting.variable)` | \(value) | \(row.summary) |"
  }
}
