/// A numbered step of the schema. Steps only go forward.
package struct Migration: Sendable {
  /// Its position in the sequence, from 1.
  package let number: Int
  /// A short name for its purpose.
  package let name: String
  /// Its statements, run in one transaction.
  package let sql: String
  /// The newest migration that a program must know to run on the schema after this one. 0 if this
  /// migration only adds things. Nonzero if it removes something that older programs use.
  package let needs: Int

  package init(number: Int, name: String, sql: String, needs: Int = 0) {
    self.number = number
    self.name = name
    self.sql = sql
    self.needs = needs
  }
}

extension Migration {
  /// Every migration of this version, in order. The SQL files beside this one are compiled in.
  package static let all = [
    Migration(number: 1, name: "accounts", PackageResources._001_accounts_sql),
    Migration(number: 2, name: "imports", PackageResources._002_imports_sql),
    Migration(number: 3, name: "schedule_events", PackageResources._003_schedule_events_sql),
    Migration(number: 4, name: "identity", PackageResources._004_identity_sql),
    Migration(number: 5, name: "import_counts", PackageResources._005_import_counts_sql),
    Migration(number: 6, name: "events_by_time", PackageResources._006_events_by_time_sql),
    Migration(number: 7, name: "report_objects", PackageResources._007_report_objects_sql),
    Migration(number: 8, name: "rate_limits", PackageResources._008_rate_limits_sql),
    Migration(number: 9, name: "retention", PackageResources._009_retention_sql),
    Migration(number: 10, name: "import_traces", PackageResources._010_import_traces_sql),
    Migration(number: 11, name: "time_zone_rules", PackageResources._011_time_zone_rules_sql),
    Migration(number: 12, name: "trimmed_keys", PackageResources._012_trimmed_keys_sql),
  ]

  private init(number: Int, name: String, _ file: [UInt8]) {
    self.init(number: number, name: name, sql: String(decoding: file, as: UTF8.self))
  }
}
