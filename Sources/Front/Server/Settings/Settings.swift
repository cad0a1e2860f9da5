import Configuration
import Foundation
import ObjectStore
import Secrets

/// The settings of a process. Reading a setting throws faults that name it.
package struct Settings: Sendable {
  private let reader: ConfigReader
  /// The sorted variables of the environment and the file that begin with WFM_ and are not
  /// settings.
  package let unknownVariables: [String]
  /// The credentials that the environment holds for the AWS tools.
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
    // An empty value is left out, so that the next source is read. Other variables are left out,
    // because the environment may hold secrets of other programs.
    reader = ConfigReader(
      providers: [flags, environment, fromFile].map { variables in
        EnvironmentVariablesProvider(
          environmentVariables: variables.filter { name, value in
            !value.isEmpty && Setting(variable: name) != nil
          },
          secretsSpecifier: .dynamic { name, _ in
            Setting(variable: name).map { $0.row.secrecy == .value } ?? true
          }
        ).prefixKeys(with: "wfm")
      })
  }

  /// The value, or its default. An empty value is treated as absent.
  package func text(_ setting: Setting) -> String? {
    assert(setting.row.secrecy != .value, "\(setting) is read by secret(_:)")
    return value(of: setting) ?? setting.row.defaultValue
  }

  /// The value of a secret setting. No secret has a default.
  func secret(_ setting: Setting) -> Secret? {
    assert(setting.row.secrecy == .value, "\(setting) is read by text(_:)")
    return value(of: setting).map(Secret.init)
  }

  func requiredSecret(_ setting: Setting) throws(Fault) -> Secret {
    guard let value = secret(setting) else { throw .missing(setting) }
    return value
  }

  /// Whether the setting has a value, possibly its default.
  func isGiven(_ setting: Setting) -> Bool {
    value(of: setting) != nil || setting.row.defaultValue != nil
  }

  /// Whether the setting has the same value in both.
  func agrees(with other: Settings, on setting: Setting) -> Bool {
    value(of: setting) == other.value(of: setting)
  }

  private func value(of setting: Setting) -> String? {
    let key = ConfigKey(setting.rawValue.split(separator: "-").map(String.init))
    return reader.string(forKey: key, isSecret: setting.row.secrecy == .value)
  }

  /// The value of a setting that the caller cannot do without.
  ///
  /// - Throws: `Fault.missing`
  package func required(_ setting: Setting) throws(Fault) -> String {
    guard let value = text(setting) else { throw .missing(setting) }
    return value
  }

  /// A whole number, within the range of the setting's row.
  ///
  /// - Throws: `Fault.missing`, `.wrong`
  package func integer(_ setting: Setting) throws(Fault) -> Int {
    guard let range = setting.row.kind.range else { preconditionFailure("\(setting): no number") }
    let value = try required(setting)
    guard let number = Int(value), range.contains(number) else {
      throw .wrong(
        setting, value: value,
        expected: "a whole number from \(range.lowerBound) to \(range.upperBound), such as "
          + (setting.row.defaultValue ?? "\(range.upperBound)"))
    }
    return number
  }

  /// A whole number of seconds, within the range of the setting's row.
  func seconds(_ setting: Setting) throws(Fault) -> Duration { .seconds(try integer(setting)) }

  /// The values of a list, in order; empty if the setting has no value.
  ///
  /// - Throws: `Fault.wrong` for a list without a value.
  package func list(_ setting: Setting) throws(Fault) -> [String] {
    guard let text = text(setting) else { return [] }
    let values = text.split(separator: ",").map { $0.trimmingBlanks }.filter { !$0.isEmpty }
    // An empty list must be an error, because it would mean "any".
    guard !values.isEmpty else {
      throw .wrong(setting, value: text, expected: "a list of names separated by commas")
    }
    return values
  }

  /// The value of a setting with a fixed choice.
  ///
  /// - Parameter type: the type that defines the words in the setting's row.
  /// - Throws: `Fault.missing`, `.wrong`
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
