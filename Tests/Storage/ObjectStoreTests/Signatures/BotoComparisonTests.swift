import Foundation
import ObjectStore
import TestSupport
import Testing

/// Compares our signatures with those of boto3.
@Suite("Signatures by us and by boto3", .needs(.boto3), .timeLimit(.minutes(5)))
struct BotoComparisonTests {
  private struct Case {
    var endpoint = "https://s3.eu-central-1.amazonaws.com"
    var region = "eu-central-1"
    var isVirtual = false
    var bucket = "wfm-reports"
    var key = "error-reports/7/550e8400-e29b-41d4-a716-446655440000.csv"
    var token: String?
    var disposition = #"attachment; filename="schedule_event_import_errors.csv""#
    var lifetime: Int64 = 600
    var now: Int64 = 1_780_315_200

    static let id = "AKIAIOSFODNN7EXAMPLE"
    static let secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

    var store: S3Store? {
      let addressing: S3Endpoint.Addressing = isVirtual ? .virtualHost : .path
      return S3Endpoint(url: endpoint, addressing: addressing).map {
        S3Store(
          endpoint: $0, publicEndpoint: $0, region: region,
          credentials: .fixed(
            S3Credentials(
              accessKeyID: Self.id, secretAccessKey: Self.secret, sessionToken: token)))
      }
    }

    var object: S3Object { S3Object(bucket: bucket, key: key) }

    var fields: [String: Any] {
      var fields: [String: Any] = [
        "endpoint": endpoint, "region": region, "virtual": isVirtual, "bucket": bucket,
        "key": key, "disposition": disposition, "expires": lifetime, "now": now, "id": Self.id,
        "secret": Self.secret,
      ]
      fields["token"] = token
      return fields
    }
  }

  private static let cases: [Case] = {
    var cases = [Case()]
    func add(_ change: (inout Case) -> Void) {
      var one = Case()
      change(&one)
      cases.append(one)
    }
    add { $0.isVirtual = true }
    add { $0.endpoint = "http://127.0.0.1:9000" }
    add { $0.endpoint = "http://store.example:80" }
    add { $0.endpoint = "https://store.example:443/" }
    add { $0.endpoint = "https://[::1]:8443" }
    add {
      $0.endpoint = "https://store.example:8443"
      $0.isVirtual = true
    }
    add { $0.token = "FwoGZXIvYXdzEBYaD//+= /" }
    add { $0.key = "a b/ä+~ü/$&,:;=@?#%[]!'()*.csv" }
    add { $0.disposition = "attachment; filename*=UTF-8''%E2%82%AC.csv; a=\"b & c\"" }
    add { $0.lifetime = S3Store.longestExpiry }
    // The last second of a year, and the first of a leap year's 29 February.
    add { $0.now = 1_798_761_599 }
    add { $0.now = 1_835_395_200 }
    return cases
  }()

  private func answers(_ cases: [[String: Any]]) async throws -> [String] {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "boto3_signatures.py")
    let lines = try cases.map { try JSONSerialization.data(withJSONObject: $0) }
    let output = try await PythonTool.run(
      script.path(percentEncoded: false), input: Data(lines.joined(separator: [0x0A])))
    return try output.split(separator: 0x0A).map {
      try JSONDecoder().decode(String.self, from: Data($0))
    }
  }

  /// The part before the query, and the query's items sorted by name.
  private func parts(of url: String) -> [String] {
    let halves = url.split(separator: "?", maxSplits: 1).map(String.init)
    return [halves[0]] + halves[1].split(separator: "&").map(String.init).sorted()
  }

  @Test func `of pre-signed URLs are equal`() async throws {
    let theirs = try await answers(
      Self.cases.map { $0.fields.merging(["kind": "presigned"]) { $1 } })
    #expect(theirs.count == Self.cases.count)
    for (one, their) in zip(Self.cases, theirs) {
      let ours = try #require(one.store).presignedURL(
        of: one.object, contentDisposition: one.disposition, now: one.now, lifetime: one.lifetime)
      // The URL contains the default port of the scheme, but the signed host does not.
      let their = their.replacing("example:80/", with: "example/")
        .replacing("example:443/", with: "example/")
      #expect(parts(of: ours) == parts(of: their))
    }
  }

  @Test(arguments: [
    S3Encryption.ofBucket, .sseS3, .sseKMS(keyID: nil),
    .sseKMS(keyID: "arn:aws:kms:eu-central-1:111122223333:key/1234abcd"),
  ])
  func `of uploads are equal`(encryption: S3Encryption) async throws {
    let body = "Line,Agent Name\r\n2,Ä\r\n"
    var asked: [[String: Any]] = []
    var ours: [String] = []
    for one in Self.cases {
      let bytes = Array(body.utf8)
      let upload = try #require(one.store).signedUpload(
        of: [Array(bytes.prefix(7)), Array(bytes.dropFirst(7))], to: one.object,
        headers: [("Content-Type", "text/csv; charset=utf-8"), ("Cache-Control", "no-store")],
        encryption: encryption, now: one.now)
      var headers = Dictionary(
        uniqueKeysWithValues: upload.headers.map { ($0.name, $0.value) })
      let authorization = headers.removeValue(forKey: "Authorization")
      ours.append(try #require(authorization))
      // boto3 itself must add the headers that the signer adds.
      for name in ["Host", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token"] {
        headers[name] = nil
      }
      asked.append(
        one.fields.merging(
          ["kind": "upload", "url": upload.url, "headers": headers, "body": body]
        ) { $1 })
    }
    #expect(try await answers(asked) == ours)
  }
}
