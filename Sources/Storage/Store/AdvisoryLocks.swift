package import Postgres
package import Scheduling

/// Every advisory lock of the project. Transactions hold them, never sessions: a pooler would leave
/// session locks behind, and ROLLBACK does not release them.
extension AdvisoryLockKey {
  /// Held while migrations are applied.
  static let migrations = AdvisoryLockKey(lockClass: 0x57464D00, object: 0)

  /// Held while a signing key is created, so that replicas that start together create one.
  package static let signingKeys = AdvisoryLockKey(lockClass: 0x57464D00, object: 1)

  /// Held while entries are removed by age, so that one process does so at a time.
  package static let retention = AdvisoryLockKey(lockClass: 0x57464D00, object: 2)

  /// Held while the account's schedule or reference data is changed.
  ///
  /// Two accounts whose ids are 2^32 apart share a key. They take turns, which is slower but
  /// correct.
  package static func schedule(of account: AccountID) -> AdvisoryLockKey {
    AdvisoryLockKey(lockClass: 0x57464D01, object: Int32(truncatingIfNeeded: account.value))
  }
}
