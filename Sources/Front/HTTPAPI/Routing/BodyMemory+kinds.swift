package import Throttling

extension BodyMemory.Kind {
  /// Uploads, which are held whole until they are stored. The holder is an account.
  package static let upload = BodyMemory.Kind(
    name: "upload", bodies: "uploads", largest: EventImportForm.maximumBodySize, shares: 4)
  /// Downloads of reports. Each holds a few pieces of its report for a slow client. The holder is
  /// an account.
  package static let download = BodyMemory.Kind(
    name: "download", bodies: "downloads", largest: EventImportForm.maximumBodySize, shares: 4)
  /// Bodies of token requests, held twice: as they arrived, and joined. The holder is an address.
  /// Its share is smaller than an account's, because an attacker gets addresses more easily than
  /// accounts.
  static let token = BodyMemory.Kind(
    name: "token", bodies: "bodies of token requests", largest: 2 * PostToken.maximumBodySize,
    shares: 32)
  /// Bodies of admin requests, held twice: as they arrived, and joined. The holder is a client.
  static let administration = BodyMemory.Kind(
    name: "administration", bodies: "bodies of administrative requests",
    largest: 2 * AdminBody.bulkLimit, shares: 4)
}
