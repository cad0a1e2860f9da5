import Foundation
import ObjectStore
import Testing

@Suite("Names in an object store", .timeLimit(.minutes(5)))
struct NameTests {
  @Test(arguments: [
    "https://store.example", "http://store.example:9000", "https://store.example/",
    "http://[::1]:9000", "HTTPS://Store.Example",
  ])
  func `an endpoint is a host with an optional port`(url: String) {
    #expect(S3Endpoint(url: url, addressing: .path) != nil)
  }

  @Test(arguments: [
    "", "store.example", "ftp://store.example", "https://", "https://store.example/path",
    "https://store.example?a=b", "https://user@store.example", "https://user:pw@store.example",
    "https://store.example/#a", "https://störe.example", "https://store .example",
  ])
  func `an endpoint is nothing else`(url: String) {
    #expect(S3Endpoint(url: url, addressing: .path) == nil)
  }

  @Test(arguments: [
    ("abc", true), ("wfm-reports.eu", true), (String(repeating: "a", count: 63), true),
    ("ab", false), (String(repeating: "a", count: 64), false), ("Wfm-reports", false),
    ("-abc", false), ("abc.", false), ("a..b", false), ("a_b", false), ("a/b", false),
    ("", false),
  ])
  func `a bucket's name must be accepted by every store`(name: String, isOne: Bool) {
    #expect(S3Object.isBucketName(name) == isOne)
  }

  @Test(arguments: [
    ("", true), ("error-reports/", true), ("a/b.c_d-E/f", true), ("wfm-", true),
    ("/a", false), ("a//b", false), ("../a/", false), ("a/./", false), ("a/..", false),
    ("ä/", false), ("a b/", false), (String(repeating: "a", count: 513), false),
  ])
  func `a prefix cannot be read as steps of a path`(prefix: String, isOne: Bool) {
    #expect(S3Object.isPrefix(prefix) == isOne)
  }
}
