import Foundation
import Postgres
import Store

/// Clocks and the tz database.
extension Doctor {
  /// Microseconds. Half of what issued tokens and links may be off without being noticed by anybody
  /// who allows 30 s would be too much: several machines' errors add up.
  static let clockTolerance: Int64 = 5_000_000

  func clockFindings(_ connection: PostgresConnection) async throws -> [Finding] {
    try await connection.run { connection in
      let before = Self.now()
      guard let there = try DatabaseInspection.clock(on: connection) else { return [] }
      return [Self.clockFinding(before: before, there: there.microseconds, after: Self.now())]
    }
  }

  /// - Parameters: microseconds since 2000, as PostgreSQL counts: this machine's clock before and
  ///   after the database was asked for its own.
  static func clockFinding(before: Int64, there: Int64, after: Int64) -> Finding {
    // It was asked some time in between; what is certain is the distance from that stretch.
    let difference = there < before ? there - before : max(0, there - after)
    let seconds = Double(abs(difference)) / 1_000_000
    let text = String(format: "%.1f s", seconds)
    guard abs(difference) > clockTolerance else {
      return .ok("clock", "as the database's, to \(difference == 0 ? "the request" : text)")
    }
    return .problem(
      "clock", "the database's clock is \(text) \(difference < 0 ? "behind" : "ahead of") this one",
      remedy: "Keep both machines on NTP (chrony, systemd-timesyncd): tokens and links have times.")
  }

  private static func now() -> Int64 {
    Int64((Date().timeIntervalSince1970 - 946_684_800) * 1_000_000)
  }
}
