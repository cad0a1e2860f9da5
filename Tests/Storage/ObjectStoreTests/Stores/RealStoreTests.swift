import Foundation
import ObjectStore
import TestSupport
import Testing

/// Two independent stores check every signature.
@Suite(
  "A real object store", .needs(.objectStores), .timeLimit(.minutes(5)))
struct RealStoreTests {
  private static let disposition = #"attachment; filename="errors.csv""#

  private func object(_ name: String = "a b/ä+&=~'(1).csv") -> S3Object {
    S3Object(bucket: ObjectStoreServer.bucket, key: "\(UUID().uuidString)/\(name)")
  }

  private func put(_ text: String, to object: S3Object, on store: S3Store) async throws {
    try await store.put(
      [Array(text.utf8)], to: object, headers: [("Content-Type", "text/csv; charset=utf-8")],
      encryption: .ofBucket)
  }

  private func url(
    of object: S3Object, on store: S3Store, age: Int64 = 0, lifetime: Int64 = 600
  ) throws -> String {
    try store.presignedURL(
      of: object, contentDisposition: Self.disposition,
      now: Int64(Date().timeIntervalSince1970) - age, lifetime: lifetime)
  }

  @Test(arguments: ObjectStoreServer.Kind.allCases)
  func `accepts an object in pieces, and serves it at its URL`(
    kind: ObjectStoreServer.Kind
  ) async throws {
    let server = try await ObjectStoreServer.running(kind)
    let store = try server.store()
    let object = object()
    let pieces = [[UInt8](repeating: 65, count: 300_000), [66], [UInt8](repeating: 10, count: 7)]
    try await store.put(
      pieces, to: object, headers: [("Content-Type", "text/csv; charset=utf-8")],
      encryption: .ofBucket)
    let download = try await Download(of: try url(of: object, on: store))
    #expect(download.status == 200)
    #expect(download.body == Array(pieces.joined()))
    #expect(download.contentDisposition == Self.disposition)
    #expect(download.contentType == "text/csv; charset=utf-8")
  }

  @Test(arguments: ObjectStoreServer.Kind.allCases)
  func `accepts a long object in parts, and can drop an upload`(
    kind: ObjectStoreServer.Kind
  ) async throws {
    let server = try await ObjectStoreServer.running(kind)
    let store = try server.store()
    let object = object()
    // Two full parts and a short one; the last piece is a separate part.
    let pieces = (0..<45).map { [UInt8](repeating: UInt8($0), count: 256 * 1024) }
    try await store.put(
      pieces, to: object, headers: [("Content-Type", "text/csv; charset=utf-8")],
      encryption: .ofBucket)
    let download = try await Download(of: try url(of: object, on: store))
    #expect(download.body == Array(pieces.joined()))
    #expect(download.contentType == "text/csv; charset=utf-8")
    try await store.tryParts(to: object)
    #expect(
      try await Download(of: try url(of: object, on: store)).body.count == download.body.count)
  }

  @Test func `may take longer than the silence limit, as long as bytes move`() async throws {
    let server = try await ObjectStoreServer(.rclone)
    let relay = try await PythonServer("relay.py", ["\(server.port)", "--rate", "2000000"])
    let endpoint = try #require(
      S3Endpoint(url: "http://127.0.0.1:\(relay.port)", addressing: .path))
    let store = S3Store(
      endpoint: endpoint, publicEndpoint: endpoint, region: ObjectStoreServer.region,
      credentials: .fixed(
        S3Credentials(
          accessKeyID: ObjectStoreServer.accessKeyID,
          secretAccessKey: ObjectStoreServer.secretAccessKey)))
    var limits = S3Store.UploadLimits()
    limits.silence = .seconds(2)
    let began = ContinuousClock.now
    let piece = [UInt8](repeating: 0x61, count: 256 * 1024)
    let object = object()
    try await store.put(
      [[UInt8]](repeating: piece, count: 32), to: object, headers: [], encryption: .ofBucket,
      limits: limits)
    // 8 MiB: two parts, each longer than the limit.
    #expect(ContinuousClock.now - began > limits.silence)
    #expect(
      try await Download(of: try url(of: object, on: try server.store())).body.count == 8 << 20)
  }

  @Test(arguments: ObjectStoreServer.Kind.allCases)
  func `serves the last stored object`(kind: ObjectStoreServer.Kind) async throws {
    let server = try await ObjectStoreServer.running(kind)
    let store = try server.store()
    let object = object()
    try await put("the first, and longer", to: object, on: store)
    try await put("the second", to: object, on: store)
    #expect(try await Download(of: try url(of: object, on: store)).text == "the second")
  }

  @Test(arguments: ObjectStoreServer.Kind.allCases)
  func `rejects an expired URL`(kind: ObjectStoreServer.Kind) async throws {
    let server = try await ObjectStoreServer.running(kind)
    let store = try server.store()
    let object = object()
    try await put("secret", to: object, on: store)
    let valid = try await Download(of: try url(of: object, on: store, age: 540))
    #expect(valid.text == "secret")
    let expired = try await Download(of: try url(of: object, on: store, age: 601))
    switch kind {
    case .seaweedFS:
      #expect(expired.status == 403)
      #expect(expired.text.contains("<Message>Request has expired</Message>"))
    case .rclone:
      #expect(expired.status == 400)
      #expect(expired.text.contains("<Code>AccessDenied</Code>"))
    }
    #expect(!expired.text.contains("secret"))
  }

  @Test(arguments: ObjectStoreServer.Kind.allCases)
  func `rejects a URL with any one character changed`(
    kind: ObjectStoreServer.Kind
  ) async throws {
    let server = try await ObjectStoreServer.running(kind)
    let store = try server.store()
    let object = object("report.csv")
    try await put("secret", to: object, on: store)
    let url = try url(of: object, on: store)
    let start = try #require(url.range(of: "/\(object.bucket)/")).upperBound
    var refused = 0
    var hangUps = 0
    for place in url[start...].indices where url[place].isLetter || url[place].isNumber {
      // The changes include parameter names and the digits of a percent-encoded byte.
      var other = url
      other.replaceSubrange(place...place, with: url[place] == "1" ? "2" : "1")
      // SeaweedFS 4.48 drops the connection if a date does not exist.
      guard let download = try? await Download(of: other) else {
        hangUps += 1
        continue
      }
      #expect((400...404).contains(download.status), "\(other): \(download.text)")
      #expect(!download.text.contains("secret"), "\(other)")
      refused += 1
    }
    #expect(refused > 250)
    #expect(hangUps <= (kind == .seaweedFS ? 4 : 0))
    #expect(try await Download(of: url).text == "secret")
  }

  @Test(arguments: ObjectStoreServer.Kind.allCases)
  func `says why it rejects an upload`(kind: ObjectStoreServer.Kind) async throws {
    let server = try await ObjectStoreServer.running(kind)
    for (store, code) in [
      (try server.store(secretAccessKey: "wrong"), "SignatureDoesNotMatch"),
      (try server.store(accessKeyID: "unknown"), "InvalidAccessKeyId"),
    ] {
      let fault = await #expect(throws: S3Fault.self) {
        try await put("x", to: object(), on: store)
      }
      #expect(fault?.description.contains("answered with status 403, \(code): The ") == true)
    }
  }

  @Test(
    arguments: [
      (.sseS3, "AES256", nil), (.sseKMS(keyID: "key-1"), "aws:kms", "key-1"),
      (.ofBucket, nil, nil),
    ] as [(S3Encryption, String?, String?)])
  func `encrypts as requested`(
    encryption: S3Encryption, name: String?, keyID: String?
  ) async throws {
    let store = try await ObjectStoreServer.seaweedFS.store()
    let object = object()
    try await store.put(
      [Array("encrypted".utf8)], to: object, headers: [], encryption: encryption)
    let download = try await Download(of: try url(of: object, on: store))
    #expect(download.text == "encrypted")
    #expect(download.encryption == name)
    #expect(download.encryptionKeyID == keyID)
  }

  @Test func `accepts virtual hosts`() async throws {
    let server = try await ObjectStoreServer.seaweedFS
    let object = object("report.csv")
    try await put("by host", to: object, on: try server.store())
    let host = "\(ObjectStoreServer.domain):\(server.port)"
    let endpoint = try #require(S3Endpoint(url: "http://\(host)", addressing: .virtualHost))
    let store = S3Store(
      endpoint: endpoint, publicEndpoint: endpoint, region: ObjectStoreServer.region,
      credentials: .fixed(
        S3Credentials(
          accessKeyID: ObjectStoreServer.accessKeyID,
          secretAccessKey: ObjectStoreServer.secretAccessKey)))
    let url = try url(of: object, on: store)
    #expect(url.hasPrefix("http://\(object.bucket).\(host)/\(object.key)?"))
    let download = try await Download(
      of: url, hosts: ["\(object.bucket).\(ObjectStoreServer.domain)"])
    #expect(download.text == "by host", "\(download.text)")
  }

  @Test func `reports a missing bucket`() async throws {
    let server = try await ObjectStoreServer(.rclone)
    let fault = await #expect(throws: S3Fault.self) {
      try await put("x", to: S3Object(bucket: "no-such-bucket", key: "x"), on: try server.store())
    }
    #expect(
      fault?.description.contains(
        "answered with status 404, NoSuchBucket: The specified bucket does not exist") == true)
  }
}
