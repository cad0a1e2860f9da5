package import Postgres

/// Every statement of the project, for tests against the migrated schema.
package enum AllStatements {
  /// Every `Statement`.
  package static let all: [any PreparableStatement] =
    AccountRepository.Statements.all + AgentStatements.all + EventTypeStatements.all
    + ImportRepository.Statements.all
    + ImportQueue.Statements.all + ImportQueueLoadStatements.all
    + ErrorReportRepository.Statements.all
    + ScheduleEventRepository.Statements.all + ClientStatements.all
    + ClientAssertionRepository.Statements.all + SigningKeyRepository.Statements.all
    + AuditRepository.Statements.all + RateBucketRepository.Statements.all
    + RetentionRepository.Statements.all + TimeZoneRulesRepository.Statements.all
    + Migrator.Statements.all + DatabaseInspection.Statements.all

  /// Every `CopyStatement`.
  package static let copies: [CopyStatement] = [ScheduleEventRepository.copy]
}
