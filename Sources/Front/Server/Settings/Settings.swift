import Configuration
import Foundation
import ObjectStore
import Secrets

/// The settings as given, read with their names in every complaint.
package struct Settings: Sendable {
  private let reader: ConfigReader
  /// Variables of the environment and the file that are named like settings and are none, sorted.
  package let unknownVariables: [String]
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
    // What is no setting is kept out: the environment has secrets of other programs too.
    reader = ConfigReader(
      providers: [flags, environment, fromFile].map { variables in
        EnvironmentVariablesProvider(
          environmentVariables: variables.filter { name, value in
            !value.isEmpty && Setting(variable: name) != nil
          },
          secretsSpecifier: .dynamic { name, _ in Setting(variable: name)?.isSecret ?? true }
        ).prefixKeys(with: "wfm")
      })
  }

  /// The value, or its default; an empty one counts as absent.
  package func text(_ setting: Setting) -> String? {
    assert(!setting.isSecret, "\(setting) is read by secret(_:)")
    return value(of: setting) ?? setting.defaultValue
  }

  /// The value of a setting that is secret, none of which has a default.
  func secret(_ setting: Setting) -> Secret? {
    assert(setting.isSecret, "\(setting) is read by text(_:)")
    return value(of: setting).map(Secret.init)
  }

  func requiredSecret(_ setting: Setting) throws(Fault) -> Secret {
    guard let value = secret(setting) else { throw .missing(setting) }
    return value
  }

  /// Whether there is a value that is not empty, be it only by default.
  func isGiven(_ setting: Setting) -> Bool {
    value(of: setting) != nil || setting.defaultValue != nil
  }

  /// Whether both have the same value.
  func agrees(with other: Settings, on setting: Setting) -> Bool {
    value(of: setting) == other.value(of: setting)
  }

  private func value(of setting: Setting) -> String? {
    let key = ConfigKey(setting.rawValue.split(separator: "-").map(String.init))
    return reader.string(forKey: key, isSecret: setting.isSecret)
  }

  package func required(_ setting: Setting) throws(Fault) -> String {
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
  package func list(_ setting: Setting) throws(Fault) -> [String] {
    guard let text = text(setting) else { return [] }
    let values = text.split(separator: ",").map { $0.trimmingBlanks }.filter { !$0.isEmpty }
    // No value at all would be taken for "any".
    guard !values.isEmpty else {
      throw .wrong(setting, value: text, expected: "a list of names separated by commas")
    }
    return values
  }

  /// One of several words.
  package func choice<Choice: RawRepresentable<String> & CaseIterable>(
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
