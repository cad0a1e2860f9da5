extension Setting {
  /// Which values a setting accepts.
  package enum Kind: Sendable {
    /// Any text. The part of the program that uses the setting may check it.
    case text
    /// The path of a file that the process can read.
    case file
    /// An http or https URL.
    case url
    /// Texts separated by commas.
    case list
    /// A whole number; the unit is a noun, such as `seconds`.
    case number(ClosedRange<Int>, unit: String? = nil)
    /// A TCP port; 0 has the system pick a free one.
    case port
    /// One of these words.
    case words([String])

    /// One of the words of a type.
    static func words<Choice: RawRepresentable<String> & CaseIterable>(
      of type: Choice.Type
    ) -> Kind {
      .words(type.allCases.map(\.rawValue))
    }

    /// The numbers that are accepted; nil if the value is not a number.
    package var range: ClosedRange<Int>? {
      switch self {
      case .number(let range, _): range
      case .port: 0...65_535
      case .text, .file, .url, .list, .words: nil
      }
    }

    var unit: String? {
      guard case .number(_, let unit) = self else { return nil }
      return unit
    }

    /// The values that are accepted, as the reference page lists them; nil if they have no bounds.
    var valueText: String? {
      switch self {
      case .number(let range, _): "\(range.lowerBound.grouped)–\(range.upperBound.grouped)"
      case .port: "0–65535, 0 picks a free one"
      case .words(let words):
        words.dropLast().joined(separator: ", ") + (words.last.map { " or \($0)" } ?? "")
      case .list: "separate several with commas"
      case .text, .file, .url: nil
      }
    }
  }
}

extension Int {
  /// With a comma before every three digits from five digits on, such as `1,000,000`.
  fileprivate var grouped: String {
    var digits = String(self)
    guard digits.count > 4 else { return digits }
    for group in 1...(digits.count - 1) / 3 {
      // Each comma that was inserted before makes the text one character longer.
      digits.insert(",", at: digits.index(digits.endIndex, offsetBy: 1 - 4 * group))
    }
    return digits
  }
}
