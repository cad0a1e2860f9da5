import Foundation
import ObjectStore
import TestSupport
import WireText

/// A case of AWS's Signature Version 4 test suite, from the files in this folder.
///
/// The cases of `normalize-path` are left out, because S3 signs a path as it is sent.
struct PublishedVector: Sendable, CustomStringConvertible {
  let description: String
  let request: CanonicalRequest
  let canonicalRequest: String
  let stringToSign: String
  let authorization: String

  static let signer = SigV4Signer(
    credentials: S3Credentials(
      accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
    region: "us-east-1", service: "service")

  /// 2015-08-30T12:36:00Z
  static let time = SigV4Signer.Time(secondsSince1970: 1_440_938_160)

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "aws4_testsuite")

  static func all() throws -> [PublishedVector] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path(percentEncoded: false))
      .filter { $0.hasSuffix(".req") }.sorted().map { try PublishedVector(path: $0) }
  }

  private init(path: String) throws {
    let stem = Self.folder.appending(path: path).deletingPathExtension()
    func text(_ ending: String) throws -> String {
      try String(contentsOf: stem.appendingPathExtension(ending), encoding: .utf8)
    }
    description = stem.lastPathComponent
    canonicalRequest = try text("creq")
    stringToSign = try text("sts")
    authorization = try text("authz")
    let hash = canonicalRequest.split(separator: "\n").last.map(String.init) ?? ""
    request = Self.request(try text("req"), payloadHash: hash, wanted: canonicalRequest)
  }

  /// - Parameter wanted: contains the session token if the signer must add it.
  private static func request(
    _ text: String, payloadHash: String, wanted: String
  ) -> CanonicalRequest {
    let parts = text.components(separatedBy: "\n\n")
    let lines = parts[0].components(separatedBy: "\n")
    // The target may have a blank in it.
    let words = lines[0].components(separatedBy: " ")
    let target = words[1..<(words.count - 1)].joined(separator: " ").components(separatedBy: "?")
    var headers: [(name: String, value: String)] = []
    for line in lines.dropFirst() where !line.isEmpty {
      if line.hasPrefix(" "), let last = headers.indices.last {
        headers[last].value += line
      } else {
        let colon = line.firstIndex(of: ":") ?? line.startIndex
        headers.append((String(line[..<colon]), String(line[line.index(after: colon)...])))
      }
    }
    let token = wanted.firstMatch(of: /x-amz-security-token:(.+)/)?.1
    if let token, !headers.contains(where: { $0.name.lowercased() == "x-amz-security-token" }) {
      headers.append(("X-Amz-Security-Token", String(token)))
    }
    let query = (target.count > 1 ? target[1] : "").components(separatedBy: "&")
      .filter { !$0.isEmpty }
      .map { item -> (name: String, value: String) in
        let pair = item.components(separatedBy: "=").map { $0.removingPercentEncoding ?? $0 }
        return (pair[0], pair.count > 1 ? pair[1] : "")
      }
    return CanonicalRequest(
      method: words[0], path: PercentEncoding.encode(target[0], keepingSlashes: true),
      query: query, headers: headers, payloadHash: payloadHash)
  }
}
