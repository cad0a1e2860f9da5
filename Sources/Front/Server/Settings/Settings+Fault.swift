import Scheduling

extension Settings {
  /// A fault in the settings. Its sentence names the setting.
  package enum Fault: Error, CustomStringConvertible {
    case unknownFlag(String)
    case strayArgument(String)
    case valueMissing(Setting)
    case repeatedFlag(Setting)
    case unreadableFile(String, reason: String)
    case wrongLine(Int, file: String)
    case missing(Setting)
    case wrong(Setting, value: String, expected: String)
    /// A fault whose sentence does not repeat the value: the value is secret, or a file has wrong
    /// contents.
    case unusable(Setting, reason: String)

    /// The cause, the offending value and the fix.
    package var description: String {
      switch self {
      case .unknownFlag(let flag):
        "Unknown flag \(flag).\(Setting.suggestion(for: flag, among: \.flag)) See --help."
      case .strayArgument(let argument):
        "Unexpected argument \(ShownText.quoted(argument)). See --help."
      case .valueMissing(let setting):
        "\(setting.flag) needs a value: \(setting.row.summary)."
      case .repeatedFlag(let setting): "\(setting.flag) is given twice. Give it once."
      case .unreadableFile(let file, let reason):
        "Cannot read the configuration file \(file): \(reason)"
      case .wrongLine(let number, let file):
        "Line \(number) of the configuration file \(file) is not of the form WFM_NAME=value."
      case .missing(let setting):
        "\(setting.variable) is not set: \(setting.row.summary). Set it, or pass \(setting.flag)."
      case .wrong(let setting, _, let expected) where setting.row.secrecy == .value:
        "\(setting.variable) is not \(expected)."
      case .wrong(let setting, let value, let expected):
        "\(setting.variable) is \(ShownText.quoted(value)), which is not \(expected)."
      case .unusable(let setting, let reason):
        "\(setting.variable) cannot be used: \(reason)"
      }
    }
  }
}
