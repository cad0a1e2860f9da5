extension Setting {
  /// The settings that have no effect without a bucket.
  static var ofBucket: [Setting] {
    allCases.filter {
      $0.row.group == .objectStore && $0.row.defaultValue == nil && $0 != .s3Bucket
    }
  }

  /// Everything about a setting but its name.
  package struct Row: Sendable {
    /// The heading under which help and the reference page list it.
    package let group: Group
    /// Which values it accepts.
    package let kind: Kind
    /// The value if none is given; nil if there is none.
    package let defaultValue: String?
    /// The effect of an absent value, in words; nil if the setting has a default or its absence has
    /// no effect.
    package let ifAbsent: String?
    /// Whether the value, or the file that it names, is a secret.
    package let secrecy: Secrecy
    /// The meaning of the setting, without its range.
    private let sentence: String
    /// Further sentences; empty for most.
    private let note: String

    /// - Parameter sentence: a noun phrase that follows the kind's unit, if the kind has a unit.
    init(
      _ group: Group, _ kind: Kind, default defaultValue: String? = nil, ifAbsent: String? = nil,
      secrecy: Secrecy = .none, _ sentence: String, note: String = ""
    ) {
      self.group = group
      self.kind = kind
      self.defaultValue = defaultValue
      self.ifAbsent = ifAbsent
      self.secrecy = secrecy
      self.sentence = sentence
      self.note = note
    }

    /// The meaning of the setting, with unit and range, for help and the reference page.
    package var summary: String {
      let meaning = [kind.unit, sentence].compactMap { $0 }.joined(separator: " ")
      let values = kind.valueText.map { "; \($0)" } ?? ""
      return meaning + values + (note.isEmpty ? "" : ". \(note)")
    }
  }

  /// The parts of an installation that settings belong to, in the order of the reference page.
  package enum Group: String, CaseIterable, Sendable {
    case database = "Database"
    case server = "HTTP server"
    case rates = "Rate limits"
    case verifiedTokens = "Accepted access tokens"
    case issuedTokens = "Issued access tokens"
    case reports = "Error reports"
    case objectStore = "Object store"
    case retention = "Retention"
    case worker = "Worker"
    case monitoring = "Metrics and log"
  }

  /// Whether a value must not be shown.
  package enum Secrecy: Sendable {
    case none
    /// The value is a secret, or may hold one.
    case value
    /// The value is the path of a file with a secret.
    case file
  }
}
