import Foundation
import Postgres
import Store

/// The clocks of this machine and of the database.
extension Doctor {
  /// The largest accepted difference, in microseconds. Verifiers of tokens and links commonly allow
  /// 30 s. The bound is far lower, because the errors of several machines add up.
  static let clockTolerance: Int64 = 5_000_000

  func clockFindings(_ connection: PostgresConnection) async throws -> [Finding] {
    try await connection.run { connection in
      let before = Self.now()
      guard let there = try DatabaseInspection.clock(on: connection) else { return [] }
      return [Self.clockFinding(before: before, there: there.microseconds, after: Self.now())]
    }
  }

  /// - Parameters: microseconds since 2000, as in PostgreSQL: the database's clock, and this
  ///   machine's clock before and after the query.
  static func clockFinding(before: Int64, there: Int64, after: Int64) -> Finding {
    // The database read its clock at some moment between the two. Only the distance from that
    // interval is certain.
    let difference = there < before ? there - before : max(0, there - after)
    let seconds = Double(abs(difference)) / 1_000_000
    let text = String(format: "%.1f s", seconds)
    guard abs(difference) > clockTolerance else {
      return .ok(
        "clock",
        "agrees with the database's clock to within \(difference == 0 ? "one query" : text)")
    }
    return .problem(
      "clock",
      "the database's clock is \(text) \(difference < 0 ? "behind" : "ahead of") this machine's",
      remedy: "Keep both machines on NTP (chrony, systemd-timesyncd): tokens and links expire.")
  }

  private static func now() -> Int64 {
    Int64((Date().timeIntervalSince1970 - 946_684_800) * 1_000_000)
  }
}
