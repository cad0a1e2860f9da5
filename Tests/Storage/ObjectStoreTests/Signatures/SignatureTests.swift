import Crypto
import Foundation
import ObjectStore
import TestSupport
import Testing
import WireText

@Suite("Signature Version 4", .timeLimit(.minutes(5)))
struct SignatureTests {
  @Test func `is compared with AWS's own suite`() throws {
    #expect(try PublishedVector.all().count == 26)
  }

  @Test(arguments: try PublishedVector.all())
  func `agrees with AWS's suite`(vector: PublishedVector) {
    let signer = PublishedVector.signer
    #expect(vector.request.text == vector.canonicalRequest)
    #expect(
      signer.stringToSign(for: vector.request, at: PublishedVector.time) == vector.stringToSign)
    #expect(
      signer.authorization(for: vector.request, at: PublishedVector.time) == vector.authorization)
  }

  /// The examples of the S3 API reference, "Signature Calculations".
  private static let example = SigV4Signer(
    credentials: S3Credentials(
      accessKeyID: "AKIAIOSFODNN7EXAMPLE",
      secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), region: "us-east-1")
  /// 2013-05-24T00:00:00Z
  private static let exampleTime: Int64 = 1_369_353_600

  @Test func `agrees with the S3 reference on an upload`() {
    let hash = SHA256.hash(data: Data("Welcome to Amazon S3.".utf8)).hexadecimal
    let request = CanonicalRequest(
      method: "PUT", path: "/test%24file.text",
      headers: [
        ("Host", "examplebucket.s3.amazonaws.com"), ("Date", "Fri, 24 May 2013 00:00:00 GMT"),
        ("x-amz-date", "20130524T000000Z"), ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ("x-amz-content-sha256", hash),
      ], payloadHash: hash)
    #expect(
      Self.example.signature(of: request, at: .init(secondsSince1970: Self.exampleTime))
        == "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd")
  }

  @Test func `agrees with the S3 reference on a pre-signed URL`() {
    let request = CanonicalRequest(
      method: "GET", path: "/test.txt",
      query: [
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        ("X-Amz-Credential", "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request"),
        ("X-Amz-Date", "20130524T000000Z"), ("X-Amz-Expires", "86400"),
        ("X-Amz-SignedHeaders", "host"),
      ], headers: [("host", "examplebucket.s3.amazonaws.com")],
      payloadHash: CanonicalRequest.unsignedPayload)
    #expect(
      Self.example.signature(of: request, at: .init(secondsSince1970: Self.exampleTime))
        == "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
  }
}
