import HTTPTypes
import NIOHTTP1

/// Rules for requests in addition to the decoders' rules. They prevent a proxy and this server from
/// reading a request differently.
enum RequestRules {
  /// The head with its target in origin form, as the application expects it.
  ///
  /// RFC 9112: HTTP/1.0 or 1.1 (section 2.3); one valid `Host`, which HTTP/1.0 may lack, and which
  /// the host of a target in absolute form replaces (3.2, 3.2.2); a target with a path, or `*` for
  /// OPTIONS (3.2); no transfer coding but `chunked`, and none in HTTP/1.0 (6.1).
  ///
  /// - Returns: nil if the request breaks one of these rules.
  static func normalised(_ head: HTTPRequestHead) -> HTTPRequestHead? {
    guard head.version == .http1_1 || head.version == .http1_0 else { return nil }
    let codings = head.headers["transfer-encoding"]
    let isChunked = head.version == .http1_1 && codings.map { $0.lowercased() } == ["chunked"]
    guard codings.isEmpty || isChunked else { return nil }
    let hosts = head.headers["host"]
    guard hosts.count == 1 || hosts.isEmpty && head.version == .http1_0,
      hosts.allSatisfy(Authority.isValid)
    else { return nil }
    guard !isPlain(head.uri, method: head.method.rawValue) else { return head }
    guard let (authority, target) = absolute(head.uri), isPlain(target, method: "") else {
      return nil
    }
    var head = head
    head.uri = target
    head.headers.replaceOrAdd(name: "Host", value: authority)
    return head
  }

  /// Whether an HTTP/2 request keeps to the rules. The decoder has checked its pseudo-fields.
  ///
  /// `Host` may only repeat the authority (RFC 9113, section 8.3.1). The scheme is `http` or
  /// `https`, even if a proxy uses the other one to reach this server.
  static func allow(_ head: HTTPRequest) -> Bool {
    let hosts = head.headerFields[values: .constant("Host")]
    guard let authority = head.authority ?? hosts.first, Authority.isValid(authority),
      hosts.allSatisfy({ $0 == authority })
    else { return false }
    guard let scheme = head.scheme, ["http", "https"].contains(scheme.lowercased()) else {
      return false
    }
    return isPlain(head.path ?? "", method: head.method.rawValue)
  }

  private static func isPlain(_ target: String, method: String) -> Bool {
    switch method {
    case "CONNECT": true
    case "OPTIONS" where target == "*": true
    default: target.utf8.first == UInt8(ascii: "/") && !target.utf8.contains(UInt8(ascii: "#"))
    }
  }

  /// Authority and path of a target in absolute form; nil for another target.
  private static func absolute(_ target: String) -> (authority: String, target: String)? {
    guard let end = target.firstRange(of: "://"),
      ["http", "https"].contains(target[..<end.lowerBound].lowercased())
    else { return nil }
    let rest = target[end.upperBound...]
    let authority = rest.prefix { !"/?#".contains($0) }
    guard !authority.isEmpty, Authority.isValid(authority) else { return nil }
    let path = rest[authority.endIndex...]
    return (String(authority), path.first == "/" ? String(path) : "/" + path)
  }
}
