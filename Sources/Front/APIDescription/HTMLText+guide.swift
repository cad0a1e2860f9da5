extension HTMLText {
  /// A page of Markdown: headings, paragraphs, lists, tables and code spans. Headings move down one
  /// level, because the HTML page has its own first heading.
  static func guide(_ markdown: String) -> String {
    markdown.split(separator: "\n\n").map { block in
      let lines = block.split(separator: "\n").map(String.init)
      guard let first = lines.first else { return "" }
      if first.hasPrefix("#") { return heading(first) }
      if first.hasPrefix("|") { return table(lines) }
      if first.hasPrefix("- ") { return list("ul", lines) { $0.hasPrefix("- ") ? 2 : nil } }
      if first.hasPrefix("1. ") {
        return list("ol", lines) { $0.first?.isNumber == true ? 3 : nil }
      }
      return "<p>\(spans(lines.joined(separator: " ")))</p>"
    }.joined(separator: "\n")
  }

  private static func heading(_ line: String) -> String {
    let level = line.prefix { $0 == "#" }.count
    return "<h\(level + 1)>\(spans(line.dropFirst(level + 1)))</h\(level + 1)>"
  }

  /// - Parameter marker: the length of the marker that begins an item; nil for a line that
  ///   continues an item.
  private static func list(
    _ tag: String, _ lines: [String], marker: (String) -> Int?
  ) -> String {
    var items: [String] = []
    for line in lines {
      if let length = marker(line) {
        items.append(String(line.dropFirst(length)))
      } else if let last = items.popLast() {
        items.append("\(last) \(line.drop { $0 == " " })")
      }
    }
    return "<\(tag)>\(items.map { "<li>\(spans($0))</li>" }.joined())</\(tag)>"
  }

  /// The second line separates the head from the rows.
  private static func table(_ lines: [String]) -> String {
    func row(_ line: String, _ tag: String) -> String {
      let cells = line.split(separator: "|").map { $0.trimmingPrefix(" ") }
      return "<tr>" + cells.map { "<\(tag)>\(spans(trimmedEnd($0)))" }.joined()
    }
    let body = lines.dropFirst(2).map { row($0, "td") }.joined()
    return "<table><thead>\(row(lines[0], "th"))</thead><tbody>\(body)</tbody></table>"
  }

  private static func trimmedEnd(_ text: Substring) -> Substring {
    text.hasSuffix(" ") ? text.dropLast() : text
  }
}
