import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// The result of downloading a URL unchanged, without extra header fields.
package struct Download: Sendable {
  package let status: UInt
  package let contentType: String?
  package let contentDisposition: String?
  /// `x-amz-server-side-encryption`
  package let encryption: String?
  /// `x-amz-server-side-encryption-aws-kms-key-id`
  package let encryptionKeyID: String?
  package let body: [UInt8]

  package var text: String { String(decoding: body, as: UTF8.self) }

  /// Downloads the URL.
  ///
  /// - Parameter hosts: names that resolve to 127.0.0.1.
  package init(of url: String, hosts: [String] = []) async throws {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.dnsOverride = Dictionary(uniqueKeysWithValues: hosts.map { ($0, "127.0.0.1") })
    self = try await HTTPClient.withHTTPClient(configuration: configuration) { client in
      let response = try await client.execute(
        HTTPClientRequest(url: url), timeout: .seconds(60))
      let bytes = try await response.body.collect(upTo: 80 << 20)
      return Download(response, body: Array(bytes.readableBytesView))
    }
  }

  private init(_ response: HTTPClientResponse, body: [UInt8]) {
    status = response.status.code
    contentType = response.headers.first(name: "Content-Type")
    contentDisposition = response.headers.first(name: "Content-Disposition")
    encryption = response.headers.first(name: "x-amz-server-side-encryption")
    encryptionKeyID = response.headers.first(name: "x-amz-server-side-encryption-aws-kms-key-id")
    self.body = body
  }
}
