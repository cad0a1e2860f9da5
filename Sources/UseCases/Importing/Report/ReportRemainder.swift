import Scheduling

/// Sums up the rejected rows after a report has reached its limit.
struct ReportRemainder {
  /// The Error Code of the closing row. No row of the file has this code.
  static let code = "MORE_ROWS_REJECTED"

  private var count = 0
  private var lines = (first: 0, last: 0)
  private var problems: [RowProblemCode: Int] = [:]

  var isEmpty: Bool { count == 0 }

  /// The line of the first row that is not listed.
  var firstLine: Int { lines.first }

  mutating func add(line: Int, problems: [RowProblem]) {
    if isEmpty { lines.first = line }
    count += 1
    lines.last = line
    for problem in problems { self.problems[problem.code, default: 0] += 1 }
  }

  /// The sentences of the closing row.
  ///
  /// - Parameter limit: the limit of the report in bytes.
  func sentence(limit: Int) -> String {
    let errors = RowProblemCode.allCases.compactMap { code in
      problems[code].map { "\(code.rawValue) (\($0))" }
    }
    return """
      The report has reached its limit of \(limit >> 20) MiB. \
      \(count == 1 ? "1 more row was" : "\(count) more rows were") not imported, from line \
      \(lines.first) to line \(lines.last). Their errors: \(errors.joined(separator: ", ")). \
      Correct the rows above and the same errors in the other rows, then upload the file again. \
      The next report lists the remaining errors.
      """
  }
}
