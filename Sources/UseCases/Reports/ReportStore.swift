package import Foundation
package import Scheduling

/// Stores new error reports.
package protocol ReportStore: Sendable {
  /// A writer for the report of one attempt at an import.
  func writer(account: AccountID, importID: UUID) -> any ReportWriter
}
