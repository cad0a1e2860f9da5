import Configuration
import SystemPackage

/// The settings as given, read with their names in every complaint.
struct Settings: Sendable {
  private let reader: ConfigReader

  /// - Parameters:
  ///   - flags: the arguments that name settings.
  ///   - file: a configuration file of `WFM_…=…` lines.
  /// - Throws: `Fault.unknownFlag`, `.unreadableFile`
  init(flags: [String], file: String?, environment: [String: String]? = nil) async throws {
    let names = Set(Setting.allCases.map(\.flag))
    for flag in flags where flag.hasPrefix("--") {
      let name = String(flag.prefix { $0 != "=" })
      guard names.contains(name) else { throw Fault.unknownFlag(name) }
    }
    var providers: [any ConfigProvider] = [
      CommandLineArgumentsProvider(arguments: ["wfm"] + flags),
      (environment.map { EnvironmentVariablesProvider(environmentVariables: $0) }
        ?? EnvironmentVariablesProvider()).prefixKeys(with: "wfm"),
    ]
    if let file {
      do {
        let provider = try await EnvironmentVariablesProvider(
          environmentFilePath: FilePath(file))
        providers.append(provider.prefixKeys(with: "wfm"))
      } catch {
        throw Fault.unreadableFile(file, "\(error)")
      }
    }
    reader = ConfigReader(providers: providers)
  }

  enum Fault: Error, CustomStringConvertible {
    case unknownFlag(String)
    case unreadableFile(String, String)
    case missing(Setting)
    case wrong(Setting, value: String, expected: String)

    var description: String {
      switch self {
      case .unknownFlag(let flag): "There is no flag \(flag). See --help."
      case .unreadableFile(let file, let reason):
        "The configuration file \(file) cannot be read: \(reason)"
      case .missing(let setting):
        "\(setting.variable) is not set: \(setting.summary). Give it by \(setting.flag) too."
      case .wrong(let setting, let value, let expected):
        "\(setting.variable) is '\(value)', which is not \(expected)."
      }
    }
  }

  /// The value, or its default; an empty one counts as absent.
  func text(_ setting: Setting) -> String? {
    let key = ConfigKey(setting.rawValue.split(separator: "-").map(String.init))
    let value = reader.string(forKey: key) ?? ""
    return value.isEmpty ? setting.defaultValue : value
  }

  func required(_ setting: Setting) throws(Fault) -> String {
    guard let value = text(setting) else { throw .missing(setting) }
    return value
  }

  func integer(_ setting: Setting, in range: ClosedRange<Int>) throws(Fault) -> Int {
    let value = try required(setting)
    guard let number = Int(value), range.contains(number) else {
      throw .wrong(
        setting, value: value,
        expected: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  func seconds(_ setting: Setting, in range: ClosedRange<Int>) throws(Fault) -> Duration {
    .seconds(try integer(setting, in: range))
  }

  /// Values separated by commas.
  func list(_ setting: Setting) -> Set<String> { Set(words(setting)) }

  /// Values separated by commas, in their order.
  func words(_ setting: Setting) -> [String] {
    (text(setting) ?? "").split(separator: ",").map { $0.trimmingBlanks }
  }

  /// One of several words.
  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ setting: Setting, of type: Choice.Type
  ) throws(Fault) -> Choice {
    let value = try required(setting)
    guard let choice = Choice(rawValue: value) else {
      let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
      throw .wrong(setting, value: value, expected: "one of: \(words)")
    }
    return choice
  }
}

extension StringProtocol {
  fileprivate var trimmingBlanks: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
