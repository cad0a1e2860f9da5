import Foundation
import Reports
import Scheduling

enum ReportLinkProperty {
  private static let signer = ReportLinkSigner(key: Array("a key for the links of the tests".utf8))
  private static let importID = UUID(
    uuid: (1, 2, 3, 4, 5, 6, 0x47, 8, 0x89, 10, 11, 12, 13, 14, 15, 16))
  private static let now: Int64 = 1_800_000_000

  /// The only signed link. It is also the seed.
  static let signed = signer.target(
    account: "Zoë & Söhne", importID: importID, expires: now + ReportLinkSigner.lifetime)

  /// Only the signed text is accepted. If the input's text is the account of a link, no link with a
  /// changed byte is accepted.
  static func check(_ input: [UInt8]) throws(Broken) {
    let target = String(decoding: input, as: UTF8.self)
    let isSigned = target.utf8.elementsEqual(signed.utf8)
    try hold(
      isAccepted(target, account: "Zoë & Söhne", expires: now + ReportLinkSigner.lifetime)
        == isSigned, "\(target) is judged wrongly")
    if let url = URLComponents(string: target) {
      let query = url.queryItems ?? []
      let account = query.first { $0.name == "account" }?.value ?? ""
      let expires = query.first { $0.name == "expires" }?.value.flatMap { Int64($0) } ?? 0
      try hold(
        !isAccepted(target, account: .init(stored: account), expires: expires) || isSigned,
        "\(target) is accepted"
      )
    }

    let link = Array(
      signer.target(account: .init(stored: target), importID: importID, expires: now + 1).utf8)
    try hold(
      isAccepted(
        String(decoding: link, as: UTF8.self), account: .init(stored: target), expires: now + 1),
      "the link of \(target.debugDescription) is refused")
    var chance = chance(of: input)
    var changed = link
    changed[Int.random(in: link.indices, using: &chance)] ^= UInt8.random(
      in: 1...127, using: &chance)
    try hold(
      !isAccepted(
        String(decoding: changed, as: UTF8.self), account: .init(stored: target), expires: now + 1),
      "\(changed.shown) is accepted")
  }

  private static func isAccepted(_ target: String, account: AccountName, expires: Int64) -> Bool {
    (try? signer.check(
      target: target, account: account, importID: importID, expires: expires, now: now)) != nil
  }
}
