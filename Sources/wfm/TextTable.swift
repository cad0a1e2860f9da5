/// Columns of text for a terminal.
struct TextTable {
  private var rows: [[String]]

  /// The widest a column gets, in characters; longer cells are cut.
  private static let widest = 60

  init(_ header: [String]) { rows = [header] }

  mutating func add(_ row: [String]) {
    rows.append(
      row.map { cell in
        let line = String(cell.map { $0.isNewline || $0 == "\t" ? " " : $0 })
        return line.count <= Self.widest ? line : line.prefix(Self.widest - 1) + "…"
      })
  }

  var text: String {
    let columns = rows.first?.count ?? 0
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }.joined(separator: "  ").trimmingTrailingBlanks
    }.joined(separator: "\n")
  }
}

extension String {
  fileprivate var trimmingTrailingBlanks: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
