import Foundation
import WireText

extension Settings {
  /// Moves the flags of settings to the end and joins each with its value: `--port 80` becomes
  /// `--port=80`.
  ///
  /// A subcommand does not know these flags. It would take a separate value for its own argument,
  /// and it accepts unknown flags only after its own arguments.
  package static func gatheringFlags(_ arguments: some Sequence<String>) -> [String] {
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

  /// The values of the flags, keyed by the settings' variables.
  ///
  /// - Parameter flags: as `gatheringFlags` returns them.
  /// - Throws: `Fault.strayArgument`, `.unknownFlag`, `.valueMissing`, `.repeatedFlag`
  package static func variables(flags: [String]) throws(Fault) -> [String: String] {
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

  /// The variables in a configuration file.
  static func variables(file: String) throws(Fault) -> [String: String] {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: file))
    } catch {
      throw .unreadableFile(file, reason: error.localizedDescription)
    }
    do throws(SettingsFile.Fault) {
      return try SettingsFile.variables(in: Array(data))
    } catch {
      switch error {
      case .notUTF8: throw .unreadableFile(file, reason: "it is not UTF-8.")
      case .wrongLine(let number): throw .wrongLine(number, file: file)
      }
    }
  }

  /// Whether a variable begins with WFM_ and is not a setting. `WFM_TEST_…` belongs to the tests.
  static func isUnknown(_ variable: String) -> Bool {
    variable.hasPrefix("WFM_") && !variable.hasPrefix("WFM_TEST_")
      && Setting(variable: variable) == nil
  }
}
