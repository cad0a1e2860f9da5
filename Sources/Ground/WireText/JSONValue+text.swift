extension JSONValue {
  /// The value as JSON text, members in the order of their names.
  ///
  /// - Parameter isPretty: whether each element and member is on a separate line, indented by two
  ///   blanks per level.
  package func text(isPretty: Bool = false) -> String {
    var text = ""
    write(to: &text, level: isPretty ? 0 : nil)
    return text
  }

  /// - Parameter level: how many arrays and objects enclose the value; nil to write one line.
  private func write(to text: inout String, level: Int?) {
    switch self {
    case .null: text += "null"
    case .bool(let flag): text += flag ? "true" : "false"
    case .number(let number): text += Self.text(of: number)
    case .string(let string): text += JSONText.quoted(string)
    case .array(let elements):
      Self.write(elements, between: ("[", "]"), to: &text, level: level) { element, text, level in
        element.write(to: &text, level: level)
      }
    case .object(let object):
      Self.write(object.sorted, between: ("{", "}"), to: &text, level: level) {
        member, text, level in
        text += JSONText.quoted(member.name)
        text += level == nil ? ":" : " : "
        member.value.write(to: &text, level: level)
      }
    }
  }

  private static func write<Item>(
    _ items: [Item], between brackets: (open: String, close: String), to text: inout String,
    level: Int?, writeItem: (Item, inout String, Int?) -> Void
  ) {
    text += brackets.open
    for (place, item) in items.enumerated() {
      if place > 0 { text += "," }
      if let level { text += lineBreak(level + 1) }
      writeItem(item, &text, level.map { $0 + 1 })
    }
    if let level, !items.isEmpty { text += lineBreak(level) }
    text += brackets.close
  }

  private static func lineBreak(_ level: Int) -> String {
    "\n" + String(repeating: "  ", count: level)
  }

  /// JSON has no infinity and no NaN: they are written as null.
  private static func text(of number: Double) -> String {
    if let integer = Int(exactly: number) { return "\(integer)" }
    return number.isFinite ? "\(number)" : "null"
  }
}
