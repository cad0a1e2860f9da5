import Foundation
package import Reports
import Secrets

/// Secrets that are given directly or in files.
extension Composition {
  /// Signs and verifies the links to error reports.
  package func reportLinks() throws -> ReportLinkSigner {
    let file = settings.text(.reportURLKeyFile)
    guard let file else {
      let key = try settings.requiredSecret(.reportURLKey)
      return try signer(of: Array(key.revealed.utf8), from: .reportURLKey)
    }
    guard settings.secret(.reportURLKey) == nil else {
      throw Settings.Fault.unusable(
        .reportURLKeyFile,
        reason: "\(Setting.reportURLKey.variable) is also set. Set only one of the two.")
    }
    let line = try contents(of: file, for: .reportURLKeyFile).prefix { $0 != 0x0A && $0 != 0x0D }
    return try signer(of: Array(line), from: .reportURLKeyFile)
  }

  private func signer(
    of key: [UInt8], from setting: Setting
  ) throws(Settings.Fault) -> ReportLinkSigner {
    guard key.count >= ReportLinkSigner.minimumKeySize else {
      throw .wrong(
        setting, value: "…", expected: "a key of \(ReportLinkSigner.minimumKeySize) bytes or more")
    }
    return ReportLinkSigner(key: key)
  }
}
