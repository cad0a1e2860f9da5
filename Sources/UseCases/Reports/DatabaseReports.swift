package import Foundation
import Postgres
package import Scheduling
import Store

/// Stores reports in PostgreSQL, in pieces that commit with their import.
package struct DatabaseReports: ReportStore {
  /// A store that needs no settings.
  package init() {}

  /// A writer for the report of one attempt.
  package func writer(account: AccountID, importID: UUID) -> any ReportWriter {
    Writer(account: account, importID: importID)
  }

  private struct Writer: ReportWriter {
    let account: AccountID
    let importID: UUID
    private var count = 0

    init(account: AccountID, importID: UUID) {
      self.account = account
      self.importID = importID
    }

    mutating func append(_ piece: [UInt8], in pipeline: inout Pipeline) throws {
      let size = ReportSize.longestPiece
      for start in stride(from: 0, to: piece.count, by: size) {
        let part = piece.count <= size ? piece : Array(piece[start...].prefix(size))
        try ErrorReportRepository.append(
          part, number: count, account: account, importID: importID, in: &pipeline)
        count += 1
      }
    }

    var hasToStore: Bool { false }

    func finish(from source: @escaping ReportSource) async throws -> ReportObject? { nil }
  }
}
