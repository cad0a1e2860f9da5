extension Settings {
  /// What is wrong with the settings; every sentence names the one that is meant.
  package enum Fault: Error, CustomStringConvertible {
    case unknownFlag(String)
    case strayArgument(String)
    case valueMissing(Setting)
    case repeatedFlag(Setting)
    case unreadableFile(String, reason: String)
    case wrongLine(Int, file: String)
    case missing(Setting)
    case wrong(Setting, value: String, expected: String)
    /// Of a value that is secret, or is a file whose contents do not serve.
    case unusable(Setting, reason: String)

    package var description: String {
      switch self {
      case .unknownFlag(let flag):
        "There is no flag \(flag).\(Setting.suggestion(for: flag, among: \.flag)) See --help."
      case .strayArgument(let argument):
        "The argument \(argument) belongs to no flag. See --help."
      case .valueMissing(let setting):
        "\(setting.flag) needs a value: \(setting.summary)."
      case .repeatedFlag(let setting): "\(setting.flag) is given twice."
      case .unreadableFile(let file, let reason):
        "The configuration file \(file) cannot be read: \(reason)"
      case .wrongLine(let number, let file):
        "Line \(number) of the configuration file \(file) is not of the form WFM_…=…"
      case .missing(let setting):
        "\(setting.variable) is not set: \(setting.summary). Give it by \(setting.flag) too."
      case .wrong(let setting, _, let expected) where setting.isSecret:
        "\(setting.variable) is not \(expected)."
      case .wrong(let setting, let value, let expected):
        "\(setting.variable) is '\(value)', which is not \(expected)."
      case .unusable(let setting, let reason):
        "\(setting.variable) cannot be used: \(reason)"
      }
    }
  }
}
