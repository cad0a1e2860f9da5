package import Scheduling
import Store

extension Administrator {
  /// Events of the audit, newest first.
  ///
  /// - Parameters:
  ///   - account: nil for the events of the installation and of all accounts.
  ///   - before: return only events older than this id; nil starts with the newest.
  /// - Throws: `.unknown` for the account.
  package func audit(
    of account: AccountName?, before: Int64?, limit: Int
  ) async throws(Refusal) -> [AuditEvent] {
    guard let account else {
      return try await read(of: .installation) { _, connection in
        try AuditRepository.listAll(before: before, limit: limit, on: connection)
      }
    }
    return try await read(of: account) { account, connection in
      try AuditRepository.list(account: account, before: before, limit: limit, on: connection)
    }
  }
}
