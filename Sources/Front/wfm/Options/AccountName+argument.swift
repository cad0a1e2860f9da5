import ArgumentParser
import Scheduling

extension AccountName {
  /// The account that an argument or option names.
  ///
  /// - Throws: a `ValidationError` with the rule if the text cannot be an account's name.
  init(argument text: String) throws {
    guard let name = AccountName(text) else {
      throw ValidationError("An account ID has \(Self.rule).")
    }
    self = name
  }
}
