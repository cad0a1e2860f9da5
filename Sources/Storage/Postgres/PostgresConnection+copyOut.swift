import CLibPQ

extension PostgresConnection {
  /// Reads a statement's rows with COPY … TO STDOUT (FORMAT binary). It holds one row at a time in
  /// memory, and the server does not buffer a batch as for a cursor's FETCH.
  ///
  /// COPY has no parameters, so the values are written into its text.
  ///
  /// - Parameter body: reads a row's columns. If it throws, the remaining rows are received and
  ///   discarded.
  package func forEachCopiedRow<Row, each Parameter: PostgresLiteral>(
    of statement: Statement<Row, repeat each Parameter>, _ parameters: repeat each Parameter,
    perform body: (inout CopiedRow) throws -> Void
  ) throws {
    let session = try openSession()
    var literals: [String] = []
    repeat literals.append((each parameters).literal)
    let sql = statement.text(with: literals)
    _ = try check(PQexec(session, "COPY (\n\(sql)\n) TO STDOUT (FORMAT binary)"))
    var failure: (any Error)?
    var isFirst = true
    var bytes: UnsafeMutablePointer<CChar>?
    while true {
      let count = PQgetCopyData(session, &bytes, 0)
      guard count > 0 else { break }
      defer { PQfreemem(bytes) }
      guard failure == nil else { continue }
      do {
        var row = CopiedRow(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
        if isFirst { try row.skipHeader() }
        isFirst = false
        if try row.begins() { try body(&row) }
      } catch {
        failure = error
      }
    }
    _ = try finishCopy(in: session)
    if let failure { throw failure }
  }
}

extension Statement {
  /// The text with literals in place of `$1`, `$2`, …
  fileprivate func text(with literals: [String]) -> String {
    var text = ""
    var rest = sql[...]
    while let mark = rest.firstIndex(of: "$") {
      text += rest[..<mark]
      let digits = rest[rest.index(after: mark)...].prefix { $0.isASCII && $0.isNumber }
      guard let number = Int(digits), literals.indices.contains(number - 1) else {
        preconditionFailure("each $ is a parameter's: \(sql)")
      }
      text += literals[number - 1]
      rest = rest[digits.endIndex...]
    }
    return text + rest
  }
}
