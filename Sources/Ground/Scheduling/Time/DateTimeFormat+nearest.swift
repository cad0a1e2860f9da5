extension DateTimeFormat {
  /// The format that a text probably means; nil if none is similar, or if an example fits several.
  ///
  /// The text may have the date first, another letter case, other separators, seconds or strftime
  /// codes. It may also be an example instead of a pattern.
  package static func nearest(to text: String) -> DateTimeFormat? {
    let examples = allCases.filter { format in
      Array(text.utf8).withUnsafeBufferPointer { (try? format.parse($0)) != nil }
    }
    if !examples.isEmpty { return examples.count == 1 ? examples[0] : nil }
    let date = datePattern(of: text)
    let order = order(of: date)
    return
      allCases
      .filter { Self.order(of: datePattern(of: $0.rawValue)) == order }
      .map { ($0, EditDistance.between(date, datePattern(of: $0.rawValue))) }
      .min { $0.1 < $1.1 }?.0
  }

  /// strftime codes and their equivalents in these patterns.
  private static let codes = [
    ("%-", "%"), ("%F", "yyyy-MM-dd"), ("%D", "MM/dd/yy"), ("%Y", "yyyy"), ("%y", "yy"),
    ("%m", "MM"), ("%d", "dd"), ("%e", "d"), ("%H", "HH"), ("%I", "hh"), ("%M", "mm"),
    ("%S", "ss"), ("%R", "HH:mm"), ("%T", "HH:mm"), ("%p", "a"),
  ]

  /// The date of a pattern in lower case: `yyyy-mm-dd`.
  private static func datePattern(of text: String) -> String {
    guard text.utf8.count <= 64 else { return "" }
    var pattern = text
    for (code, meaning) in codes { pattern = pattern.replacing(code, with: meaning) }
    let parts = pattern.replacing("'", with: "").split { " T\t,_".contains($0) }
    return parts.map { $0.lowercased() }.filter { !$0.contains(":") && !$0.contains("h") }
      .filter { $0.contains("y") || $0.contains("m") || $0.contains("d") }.joined()
  }

  /// The order of year, month and day, such as `ymd`.
  private static func order(of date: String) -> String {
    var order = ""
    for letter in date where "ymd".contains(letter) && !order.contains(letter) {
      order.append(letter)
    }
    return order
  }
}
