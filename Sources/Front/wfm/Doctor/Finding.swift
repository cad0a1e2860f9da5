import WireText

/// The result of one check of the doctor.
struct Finding: Equatable {
  enum State: String {
    /// The check passed.
    case ok
    /// Worth knowing; no action is needed.
    case note
    /// Needs a fix.
    case problem
  }

  /// The name of the check, in a word or two.
  let check: String
  let state: State
  let message: String
  /// What to do; nil if no action is needed.
  let remedy: String?

  /// The finding as a JSON object, without a remedy if there is none.
  var json: JSONValue {
    var members: JSONObject = [
      "check": .string(check), "state": .string(state.rawValue), "message": .string(message),
    ]
    members["remedy"] = remedy.map(JSONValue.string)
    return .object(members)
  }

  static func ok(_ check: String, _ message: String) -> Finding {
    Finding(check: check, state: .ok, message: message, remedy: nil)
  }

  static func note(_ check: String, _ message: String, remedy: String? = nil) -> Finding {
    Finding(check: check, state: .note, message: message, remedy: remedy)
  }

  static func problem(_ check: String, _ message: String, remedy: String) -> Finding {
    Finding(check: check, state: .problem, message: message, remedy: remedy)
  }
}
