import Scheduling

/// Says how the cells of a header differ from the required titles.
struct ColumnDiagnosis {
  let template: FileTemplate
  let cells: [String]
  /// The physical line.
  let line: Int

  /// The maximum number of corrections that are spelled out. The rest is counted.
  private static let mostCorrections = 2

  /// The maximum number of columns that are named. The rest is counted.
  private static let mostNames = 4

  /// Sentences that say how to correct the header; empty if nothing differs.
  var sentences: [String] {
    if cells == template.titles { return [] }
    let keys = cells.map(HeaderTitle.key)
    let titleKeys = template.titles.map(HeaderTitle.key)
    if let report = reportSentence(keys) { return [report] }
    if keys == titleKeys { return corrections(Array(zip(cells.indices, template.titles))) }
    if keys.count == titleKeys.count, keys.sorted() == titleKeys.sorted() {
      let order = ShownText.quoted(cells.joined(separator: ","))
      return ["The columns are in the wrong order: \(order). Put them in the order of the header."]
    }
    return mismatch()
  }

  private func reportSentence(_ keys: [String]) -> String? {
    let added = FileTemplate.reportTitles.filter { keys.contains(HeaderTitle.key(of: $0)) }
    guard template == .schedule, !added.isEmpty, added != ["Line"],
      Set(template.titles.map(HeaderTitle.key)).isSubset(of: keys)
    else { return nil }
    let names = list(added.map { "\"\($0)\"" })
    return """
      The file is an error report. To upload its corrected rows, remove the \
      \(added.count == 1 ? "column" : "columns") \(names).
      """
  }

  /// Sentences about extra, missing or other columns than the template has.
  private func mismatch() -> [String] {
    let (pairs, extra, missing) = matched()
    var sentences: [String] = []
    if cells.count != template.titles.count {
      sentences.append(
        """
        Line \(line) has \(cells.count) \(cells.count == 1 ? "column" : "columns"), \
        but \(template.noun) has exactly \(template.titles.count).
        """)
    }
    sentences += corrections(pairs)
    if !missing.isEmpty {
      sentences.append("Add the missing \(named(missing)).")
    }
    let named = extra.filter { !cells[$0].allSatisfy(\.isWhitespace) }
    if !named.isEmpty { sentences.append("Remove the \(self.named(named.map { cells[$0] })).") }
    if let empty = extra.first(where: { !named.contains($0) }) {
      sentences.append(
        "Column \(empty + 1) has no title. Delete the extra comma from every line.")
    }
    return sentences
  }

  /// Pairs each column with the title that its cell may mean.
  ///
  /// - Returns: the pairs, the columns without a title, and the titles without a column.
  private func matched() -> (pairs: [(Int, String)], extra: [Int], missing: [String]) {
    var extra = Array(cells.indices)
    var missing = template.titles
    var pairs: [(Int, String)] = []
    let rules: [(String, String) -> Bool] = [
      { $0 == $1 }, { HeaderTitle.key(of: $0) == HeaderTitle.key(of: $1) }, HeaderTitle.isNear,
    ]
    for isTitle in rules {
      for column in extra {
        let place = missing.firstIndex { isTitle(cells[column], $0) }
        guard let place else { continue }
        pairs.append((column, missing.remove(at: place)))
        extra.removeAll { $0 == column }
      }
    }
    // A word of another language in the place of a title.
    if cells.count == template.titles.count, extra.map({ template.titles[$0] }) == missing {
      pairs += zip(extra, missing)
      (extra, missing) = ([], [])
    }
    return (pairs.sorted { $0.0 < $1.0 }, extra, missing)
  }

  private func corrections(_ pairs: [(column: Int, title: String)]) -> [String] {
    let wrong = pairs.filter { cells[$0.column] != $0.title }
    var sentences = wrong.prefix(Self.mostCorrections).map {
      HeaderTitle.correction(of: cells[$0.column], inColumn: $0.column + 1, to: $0.title)
    }
    let others = wrong.count - sentences.count
    if others > 0 {
      sentences.append("\(others) more \(others == 1 ? "column is" : "columns are") misspelt.")
    }
    return sentences
  }

  /// `columns "A", "B" and "C"`
  private func named(_ titles: [String]) -> String {
    let shown = titles.prefix(Self.mostNames).map { ShownText.quoted($0, limit: 30) }
    let others = titles.count - shown.count
    return (titles.count == 1 ? "column " : "columns ")
      + list(shown + (others > 0 ? ["\(others) more"] : []))
  }

  private func list(_ items: [String]) -> String {
    items.count < 2
      ? items.joined() : "\(items.dropLast().joined(separator: ", ")) and \(items[items.count - 1])"
  }
}
