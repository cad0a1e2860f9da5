import Foundation
import Postgres
import TestSupport
import Testing

@Suite(
  "Reports in an object store", .needs(.objectStores), .timeLimit(.minutes(10)))
struct ObjectReportTests {
  /// Imports the example and returns its link.
  private func link(of id: String, by client: Client) async throws -> String {
    let outcome = try await client.outcome(of: id)
    #expect(outcome.status == "IMPORTED_WITH_ERRORS")
    return try #require(outcome.error_report_url)
  }

  @Test func `of a million bad rows use no more memory than their parts`() async throws {
    let store = try await ObjectStoreServer(.rclone)
    let installation = try await Installation()
    let accounts = ["acme", "other"]
    for account in accounts { try await installation.makeAccount(account) }
    let server = try await installation.serve(settings: ReportSettings.s3(port: store.port))
    var imports: [(Client, String)] = []
    for account in accounts {
      let client = try await installation.client(of: server, account: account)
      imports.append((client, try await client.upload(ReportSettings.badFile)))
    }
    for (client, id) in imports {
      let report = try await Download(of: try await link(of: id, by: client))
      #expect(report.body.count > 64 << 20)
      #expect(
        String(decoding: report.body.suffix(1500), as: UTF8.self).contains(",MORE_ROWS_REJECTED,"))
    }
    // When the reports were held whole, two of them took 580 MiB.
    let peak = try server.program.peakMemory()
    #expect(peak < 200 << 20, "\(peak >> 20) MiB")
    _ = try await server.stop()
  }

  @Test(
    arguments: ObjectStoreServer.Kind.allCases, [false, true])
  func `equal the reports in the database, at links of the store`(
    kind: ObjectStoreServer.Kind, isLong: Bool
  ) async throws {
    let store = try await ObjectStoreServer.running(kind)
    let installation = try await Installation()
    try await installation.makeAccount()
    try await installation.makeAccount("other")
    let file = isLong ? ReportSettings.manyBadRows : try Places.exampleFile()

    let withDatabase = try await installation.serve()
    let other = try await installation.client(of: withDatabase, account: "other")
    let expected = try await other.get(
      try await link(of: try await other.upload(file), by: other))
    _ = try await withDatabase.stop()
    try await installation.connection.run { try $0.executeScript("DELETE FROM imports") }

    let server = try await installation.serve(settings: ReportSettings.s3(port: store.port))
    let client = try await installation.client(of: server)
    let url = try await link(of: try await client.upload(file), by: client)
    #expect(url.hasPrefix("\(store.address)/\(ObjectStoreServer.bucket)/error-reports/"))
    #expect(url.contains("&X-Amz-Expires=600&"))
    let report = try await Download(of: url)
    #expect(report.status == 200)
    #expect(report.text == expected)
    #expect(report.contentType == "text/csv; charset=utf-8")
    #expect(
      report.contentDisposition == #"attachment; filename="schedule_event_import_errors.csv""#)
    #expect(try await installation.value("SELECT count(*) FROM error_report_chunks") == Int64(0))

    let last = try #require(url.last)
    let forged = try await Download(of: "\(url.dropLast())\(last == "0" ? "1" : "0")")
    #expect(forged.status == 403)
    #expect(forged.text.contains("<Code>SignatureDoesNotMatch</Code>"))
    let ending = try await server.stop()
    #expect(!ending.errors.contains(ObjectStoreServer.secretAccessKey))
    #expect(!ending.errors.contains("X-Amz-Signature"))
  }

  @Test func `and reports in the database are served after the setting changes`()
    async throws
  {
    let store = try await ObjectStoreServer.running(.rclone)
    let installation = try await Installation()
    try await installation.makeAccount()
    let file = try Places.exampleFile()
    let s3 = ReportSettings.s3(port: store.port)

    let before = try await installation.serve()
    var client = try await installation.client(of: before)
    let inDatabase = try await client.upload(file)
    let report = try await client.get(try await link(of: inDatabase, by: client))
    _ = try await before.stop()

    let between = try await installation.serve(settings: s3)
    client = try await installation.client(of: between)
    let inStore = try await client.upload(file)
    #expect(try await Download(of: try await link(of: inStore, by: client)).text == report)
    #expect(try await client.get(try await link(of: inDatabase, by: client)) == report)
    _ = try await between.stop()

    // New reports go to the database again, and the store is set for old reports.
    let after = try await installation.serve(settings: s3.merging(["WFM_REPORTS": ""]) { $1 })
    client = try await installation.client(of: after)
    let last = try await client.upload(file)
    #expect(try await client.get(try await link(of: last, by: client)) == report)
    #expect(try await client.get(try await link(of: inDatabase, by: client)) == report)
    #expect(try await Download(of: try await link(of: inStore, by: client)).text == report)
    _ = try await after.stop()

    let forgetful = try await installation.serve()
    client = try await installation.client(of: forgetful)
    let refusal = await #expect(throws: Refused.self) { try await client.status(of: inStore) }
    #expect(refusal?.text.hasPrefix("500 ") == true)
    #expect(refusal?.text.contains("WFM_S3_BUCKET") == false)
    #expect(try await forgetful.stop().errors.contains("WFM_S3_BUCKET is not set"))
  }

  @Test(arguments: ["environment", "secret file", "credentials file"])
  func `are stored with credentials from every source`(source: String) async throws {
    let store = try await ObjectStoreServer.seaweedFS
    let installation = try await Installation()
    try await installation.makeAccount()
    let secret = ObjectStoreServer.secretAccessKey
    let credentials =
      switch source {
      case "environment":
        [
          "AWS_ACCESS_KEY_ID": ObjectStoreServer.accessKeyID, "AWS_SECRET_ACCESS_KEY": secret,
        ]
      case "secret file":
        [
          "WFM_S3_ACCESS_KEY_ID": ObjectStoreServer.accessKeyID,
          "WFM_S3_SECRET_ACCESS_KEY_FILE": try installation.file("\(secret)\n"),
        ]
      default:
        [
          "WFM_S3_CREDENTIALS_FILE": try installation.file(
            ReportSettings.credentialsFile(secret: secret)), "WFM_S3_PROFILE": "wfm",
        ]
      }
    let server = try await installation.serve(
      settings: ReportSettings.s3(port: store.port, credentials: credentials))
    let client = try await installation.client(of: server)
    let url = try await link(
      of: try await client.upload(try Places.exampleFile()), by: client)
    #expect(try await Download(of: url).text.contains("AGENT_UNKNOWN"))
    _ = try await server.stop()
  }

  @Test func `are replaced by the next attempt if a worker dies after the upload`()
    async throws
  {
    let store = try await ObjectStoreServer.running(.rclone)
    let installation = try await Installation()
    try await installation.makeAccount()
    let settings = ReportSettings.s3(port: store.port)
    let front = try await installation.serve("--no-worker", settings: settings)
    let client = try await installation.client(of: front)
    let id = try await installation.holdingEvents {
      let id = try await client.upload(try Places.exampleFile())
      let worker = try installation.start("work", settings: settings)
      let account: Int64? = try await installation.value("SELECT account_id FROM imports")
      let object = store.folder.appending(
        path: "data/\(ObjectStoreServer.bucket)/error-reports/\(account ?? 0)/\(id).csv")
      try await eventually("no worker has stored the report and waits for the events") {
        try await installation.isWaitingForEvents()
          && FileManager.default.fileExists(atPath: object.path)
      }
      worker.send(SIGKILL)
      _ = try await worker.ending()
      let state = try await installation.state(of: id)
      #expect(state == ImportState(status: "PROCESSING", attempts: 1))
      // The leftover of the first attempt differs from the next attempt's report.
      try Data("left behind".utf8).write(to: object)
      return id
    }
    let worker = try installation.start("work", settings: settings)
    let url = try await link(of: id, by: client)
    #expect(try await Download(of: url).text.contains("AGENT_UNKNOWN"))
    #expect(try await installation.storedEvents() == 310)
    worker.send(SIGTERM)
    _ = try await worker.ending(within: .seconds(10))
    _ = try await front.stop()
  }
}
