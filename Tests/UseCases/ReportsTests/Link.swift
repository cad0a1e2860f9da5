import Foundation
import Reports
import Scheduling

/// A link to a report with all signed values.
struct Link {
  static let key = Array("a key for the links of the tests".utf8)
  static let signer = ReportLinkSigner(key: key)
  static let now: Int64 = 1_800_000_000

  var account: AccountName = "acme"
  var importID = UUID()
  var expires = now + ReportLinkSigner.lifetime

  var target: String {
    Self.signer.target(account: account, importID: importID, expires: expires)
  }

  /// Why a request of `target` for this link's report is rejected; nil if it is accepted.
  func fault(
    _ target: String, now: Int64 = now, signer: ReportLinkSigner = signer
  ) -> ReportLinkSigner.Fault? {
    do throws(ReportLinkSigner.Fault) {
      try signer.check(
        target: target, account: account, importID: importID, expires: expires, now: now)
      return nil
    } catch {
      return error
    }
  }

  /// Why a request of `target` is rejected; nil if it is accepted. Account, import and expiry are
  /// read from `target`, as a server does.
  static func fault(readFrom target: String) -> ReportLinkSigner.Fault? {
    guard let url = URLComponents(string: target) else { return .invalid }
    let path = url.path.split(separator: "/")
    let query = Dictionary(
      (url.queryItems ?? []).map { ($0.name, $0.value ?? "") },
      uniquingKeysWith: { first, _ in first })
    guard path.count > 3, let id = UUID(uuidString: String(path[3])),
      let account = query["account"],
      let expires = query["expires"].flatMap({ Int64($0) })
    else { return .invalid }
    return Link(account: AccountName(stored: account), importID: id, expires: expires).fault(target)
  }
}
