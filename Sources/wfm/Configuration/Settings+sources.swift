import Foundation

extension Settings {
  /// Puts each setting's flag and its value into one argument, `--port 80` into `--port=80`, and all
  /// of these at the end: a subcommand, which does not know them, would take a value for an argument
  /// of its own, and takes unknown flags only after its own arguments.
  static func gatheringFlags(_ arguments: some Sequence<String>) -> [String] {
    let names = Set(Setting.allCases.map(\.flag))
    var others: [String] = []
    var flags: [String] = []
    var expectsValue = false
    for argument in arguments {
      if expectsValue, !argument.hasPrefix("--"), let flag = flags.popLast() {
        flags.append("\(flag)=\(argument)")
        expectsValue = false
      } else if names.contains(String(argument.prefix { $0 != "=" })) {
        flags.append(argument)
        expectsValue = names.contains(argument)
      } else {
        others.append(argument)
        expectsValue = false
      }
    }
    return others + flags
  }

  /// Flags as the variables that they stand for.
  ///
  /// - Parameter flags: as `gatheringFlags` leaves them.
  static func variables(flags: [String]) throws(Fault) -> [String: String] {
    var variables: [String: String] = [:]
    for flag in flags {
      guard flag.hasPrefix("-") else { throw .strayArgument(flag) }
      let parts = flag.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let setting = Setting.allCases.first(where: { $0.flag == parts[0] }) else {
        throw .unknownFlag(String(parts[0]))
      }
      guard parts.count == 2 else { throw .valueMissing(setting) }
      guard variables.updateValue(String(parts[1]), forKey: setting.variable) == nil else {
        throw .repeatedFlag(setting)
      }
    }
    return variables
  }

  /// The lines of a configuration file. Blank ones and those that begin with # say nothing; blanks
  /// around name and value do not count, quotes are part of the value.
  static func variables(file: String) throws(Fault) -> [String: String] {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: file))
    } catch {
      throw .unreadableFile(file, reason: error.localizedDescription)
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw .unreadableFile(file, reason: "it is not UTF-8.")
    }
    var variables: [String: String] = [:]
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let line = line.trimmingCharacters(in: .whitespaces)
      if line.isEmpty || line.hasPrefix("#") { continue }
      let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard parts.count == 2, !parts[0].isEmpty else {
        throw .wrongLine(index + 1, file: file)
      }
      variables[parts[0]] = parts[1]
    }
    return variables
  }

  /// Whether a variable is named like a setting and is none. The tests have some of their own.
  static func isUnknown(_ variable: String) -> Bool {
    variable.hasPrefix("WFM_") && !variable.hasPrefix("WFM_TEST_")
      && !Setting.allCases.contains { $0.variable == variable }
  }
}
