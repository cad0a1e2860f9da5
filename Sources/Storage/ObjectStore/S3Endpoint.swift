import Foundation
import WireText

/// The address of an object store, and how its URLs name a bucket.
package struct S3Endpoint: Sendable, Equatable {
  /// How a URL names the bucket.
  package enum Addressing: String, CaseIterable, Sendable {
    /// `https://HOST/BUCKET/KEY`
    case path
    /// `https://BUCKET.HOST/KEY`
    case virtualHost = "virtual-host"
  }

  private let scheme: String
  /// The host, with the port unless it is the default port of the scheme.
  private let host: String
  private let addressing: Addressing

  /// - Parameter url: `http` or `https`, a host and an optional port, nothing else.
  /// - Returns: nil for any other text.
  package init?(url: String, addressing: Addressing) {
    guard url.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
      let parts = URL(string: url, encodingInvalidCharacters: false),
      let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme),
      let name = parts.host(percentEncoded: true)?.lowercased(), !name.isEmpty,
      parts.user() == nil, parts.password() == nil, ["", "/"].contains(parts.path()),
      parts.query() == nil, parts.fragment() == nil
    else { return nil }
    self.scheme = scheme
    let bare = name.contains(":") && !name.hasPrefix("[") ? "[\(name)]" : name
    let ownPort = scheme == "https" ? 443 : 80
    host = parts.port.map { $0 == ownPort ? bare : "\(bare):\($0)" } ?? bare
    self.addressing = addressing
  }

  /// The URL of Amazon S3 in a region.
  package static func amazon(region: String) -> String { "https://s3.\(region).amazonaws.com" }

  /// An object's URL in parts.
  struct Location {
    let scheme: String
    /// The value of the `Host` field.
    let host: String
    /// Percent-encoded.
    let path: String

    var url: String { "\(scheme)://\(host)\(path)" }
  }

  func location(of object: S3Object) -> Location {
    let key = PercentEncoding.encode(object.key, keepingSlashes: true)
    return switch addressing {
    case .path: Location(scheme: scheme, host: host, path: "/\(object.bucket)/\(key)")
    case .virtualHost:
      Location(scheme: scheme, host: "\(object.bucket).\(host)", path: "/\(key)")
    }
  }
}
