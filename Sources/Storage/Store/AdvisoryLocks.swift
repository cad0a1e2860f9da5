package import Postgres
package import Scheduling

/// Every advisory lock of the project. They are held by transactions, never by sessions: a pooler
/// would strand those, and ROLLBACK does not free them.
extension AdvisoryLockKey {
  /// Held while migrations are applied.
  static let migrations = AdvisoryLockKey(lockClass: 0x57464D00, object: 0)

  /// Held by whoever makes a signing key, so that replicas starting together make one.
  package static let signingKeys = AdvisoryLockKey(lockClass: 0x57464D00, object: 1)

  /// Held by whoever removes what is no longer kept, so that one process does at a time.
  package static let retention = AdvisoryLockKey(lockClass: 0x57464D00, object: 2)

  /// Held by whoever changes the account's schedule.
  ///
  /// Accounts 2^32 apart share a key and so take turns, which is slower but not wrong.
  package static func schedule(of account: AccountID) -> AdvisoryLockKey {
    AdvisoryLockKey(lockClass: 0x57464D01, object: Int32(truncatingIfNeeded: account.value))
  }
}
