import Configuration
import Foundation
import ObjectStore

/// The settings as given, read with their names in every complaint.
struct Settings: Sendable {
  private let reader: ConfigReader
  /// Variables of the environment and the file that are named like settings and are none, sorted.
  let unknownVariables: [String]
  /// What the environment has for AWS's own tools.
  let amazonCredentials: S3Credentials?

  /// - Parameters:
  ///   - flags: the arguments that name settings.
  ///   - file: a configuration file of `WFM_…=…` lines.
  /// - Throws: `Fault.unknownFlag`, `.strayArgument`, `.valueMissing`, `.repeatedFlag`,
  ///   `.unreadableFile`, `.wrongLine`
  init(
    flags: [String], file: String?,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(Fault) {
    let flags = try Self.variables(flags: flags)
    var fromFile: [String: String] = [:]
    if let file { fromFile = try Self.variables(file: file) }
    unknownVariables = Set(environment.keys).union(fromFile.keys).filter(Self.isUnknown).sorted()
    amazonCredentials = S3Credentials(environment: environment)
    // An empty value counts as absent, so that the next source is asked.
    reader = ConfigReader(
      providers: [flags, environment, fromFile].map { variables in
        EnvironmentVariablesProvider(
          environmentVariables: variables.filter { !$0.value.isEmpty }
        ).prefixKeys(with: "wfm")
      })
  }

  /// The value, or its default; an empty one counts as absent.
  func text(_ setting: Setting) -> String? {
    let key = ConfigKey(setting.rawValue.split(separator: "-").map(String.init))
    return reader.string(forKey: key) ?? setting.defaultValue
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

  /// Values separated by commas, in their order; none where nothing is given.
  func list(_ setting: Setting) throws(Fault) -> [String] {
    guard let text = text(setting) else { return [] }
    let values = text.split(separator: ",").map { $0.trimmingBlanks }.filter { !$0.isEmpty }
    // No value at all would be taken for "any".
    guard !values.isEmpty else {
      throw .wrong(setting, value: text, expected: "a list of names separated by commas")
    }
    return values
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
