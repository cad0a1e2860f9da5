import Foundation
import TestSupport
import Testing

/// The messages of the built program, as a process, for wrong settings.
@Suite("The settings of issuers", .timeLimit(.minutes(5)))
struct RefusedSettingTests {
  private static let sound = [
    "WFM_DATABASE_URL": "host=127.0.0.1 port=1", "WFM_PORT": "0",
    "WFM_REPORT_URL_KEY": "0123456789abcdef0123456789abcdef",
  ]

  /// - Returns: the exit status, and the text on standard error.
  private func serve(_ settings: [String: String]) async throws -> (status: Int32, said: String) {
    let bundle = Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0])
    let environment = ProcessInfo.processInfo.environment
      .filter { !$0.key.hasPrefix("WFM_") }.merging(Self.sound) { $1 }.merging(settings) { $1 }
    let ending = try await Subprocess.run(
      bundle.deletingLastPathComponent().appending(path: "wfm").path, ["serve"],
      environment: environment, capturing: [.errors])
    return (ending.status, ending.text)
  }

  struct Wrong: Sendable, CustomTestStringConvertible {
    let issuers: String
    let locations: String
    var others: [String: String] = [:]
    let says: String
    var testDescription: String { "\(issuers) \(locations) \(others)" }
  }

  @Test(arguments: [
    Wrong(
      issuers: "https://a.example", locations: "http://a.example/keys",
      says: "WFM_TOKEN_JWKS_URL is \"http://a.example/keys\", which is not an https URL"),
    Wrong(
      issuers: "https://a.example", locations: "found",
      says: "WFM_TOKEN_JWKS_URL is \"found\", which is not an https URL, nor discover or keys"),
    Wrong(
      issuers: "https://a.example", locations: "https://a.example/#keys",
      says: "WFM_TOKEN_JWKS_URL is \"https://a.example/#keys\", which is not a URL without"),
    Wrong(
      issuers: "http://a.example", locations: "discover",
      says: "WFM_TOKEN_ISSUER is \"http://a.example\", which is not an https URL"),
    Wrong(
      issuers: "acme-issuer", locations: "discover",
      says: "WFM_TOKEN_ISSUER is \"acme-issuer\", which is not an https URL"),
    Wrong(
      issuers: "https://a.example?b", locations: "discover",
      says: "WFM_TOKEN_ISSUER is \"https://a.example?b\", which is not a URL without a query"),
    Wrong(
      issuers: "https://a.example,https://b.example", locations: "discover",
      says: "WFM_TOKEN_JWKS_URL is \"discover\", which is not a list of 2"),
    Wrong(
      issuers: "", locations: "https://a.example/keys",
      says: "WFM_TOKEN_JWKS_URL is \"https://a.example/keys\", which is not a list of 0"),
    Wrong(
      issuers: "https://a.example,https://a.example", locations: "discover,keys",
      says: "WFM_TOKEN_ISSUER is \"https://a.example,https://a.example\", which is not a list"),
    Wrong(
      issuers: "https://a.example,urn:local", locations: "discover,keys",
      says: "WFM_TOKEN_KEYS is not set"),
    Wrong(
      issuers: "https://a.example", locations: "discover",
      others: ["WFM_TOKEN_SECRET": "0123456789abcdef0123456789abcdef"],
      says: "WFM_TOKEN_JWKS_URL is \"discover\", which is not a list with the word keys"),
    Wrong(
      issuers: "https://a.example", locations: "discover",
      others: ["WFM_ADMIN_ISSUERS": "https://a.example,https://b.example"],
      says: "WFM_ADMIN_ISSUERS is \"https://a.example,https://b.example\", which is not a list of"),
  ])
  func `are rejected at start, with their names`(wrong: Wrong) async throws {
    var settings = wrong.others
    settings["WFM_TOKEN_ISSUER"] = wrong.issuers
    settings["WFM_TOKEN_JWKS_URL"] = wrong.locations
    let (status, said) = try await serve(settings)
    #expect(status != 0)
    #expect(said.contains(wrong.says), "\(said)")
  }
}
