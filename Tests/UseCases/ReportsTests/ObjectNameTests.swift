import Foundation
import ObjectStore
import Reports
import Scheduling
import Secrets
import Testing

@Suite("The object of a report", .timeLimit(.minutes(5)))
struct ObjectNameTests {
  @Test func `is named after the account and the import, below the prefix`() throws {
    let endpoint = try #require(
      S3Endpoint(url: "https://store.example", addressing: .path))
    let reports = ObjectReports(
      store: S3Store(
        endpoint: endpoint, publicEndpoint: endpoint, region: "eu-central-1",
        credentials: .fixed(S3Credentials(accessKeyID: "id", secretAccessKey: Secret("secret")))),
      bucket: "wfm-reports", prefix: "wfm/")
    let id = try #require(UUID(uuidString: "550E8400-E29B-41D4-A716-446655440000"))
    #expect(
      reports.object(account: AccountID(17), importID: id)
        == S3Object(
          bucket: "wfm-reports", key: "wfm/17/550e8400-e29b-41d4-a716-446655440000.csv"))
  }
}
