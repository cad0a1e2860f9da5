import Foundation
import TestSupport
import Testing

@Suite(
  "Imports while the object store is away",
  .needs(.objectStores), .timeLimit(.minutes(10)))
struct StoreFaultTests {
  /// Waits until storing this import's report has failed this often.
  private func wait(
    forFaults count: Int16, of id: String, on installation: Installation
  ) async throws {
    try await eventually("storing the report has not failed \(count) times") {
      try await installation.reportFaults(of: id) >= count
    }
  }

  /// Imports a good file for another account, and checks that the waiting import holds no locks.
  private func importForAnother(on installation: Installation, _ server: Server) async throws {
    try await installation.makeAccount("other")
    let other = try await installation.client(of: server, account: "other")
    let id = try await other.upload(ReportSettings.goodFile)
    #expect(try await other.outcome(of: id).status == "IMPORTED")
    // The worker releases the account and ends the transaction between two attempts.
    try await eventually("an advisory lock is still held") {
      try await installation.value(
        """
        SELECT count(*) FROM pg_locks
        WHERE locktype = 'advisory'
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """, as: Int64.self) == 0
    }
  }

  private func expectWaiting(_ id: String, on installation: Installation) async throws {
    let state = try await installation.state(of: id) { $0.attempts == 0 }
    #expect(state.status == "PROCESSING")
  }

  @Test func `wait for it, and succeed once it is back`() async throws {
    let port = try FreePorts.take(1)[0]
    let installation = try await Installation()
    try await installation.makeAccount()
    let server = try await installation.serve(settings: ReportSettings.s3(port: port))
    let client = try await installation.client(of: server)
    let id = try await client.upload(try Places.exampleFile())
    // More often than a file's three attempts.
    try await wait(forFaults: 3, of: id, on: installation)
    try await expectWaiting(id, on: installation)
    #expect(try await installation.storedEvents() == 0)
    await #expect(throws: Refused.self) { try await client.upload(ReportSettings.goodFile) }
    try await importForAnother(on: installation, server)

    let store = try await ObjectStoreServer(.rclone, port: port)
    let url = try #require(try await client.outcome(of: id).error_report_url)
    #expect(try await Download(of: url).text.contains("AGENT_UNKNOWN"))
    #expect(try await installation.storedEvents() == 311)
    #expect(try await installation.state(of: id)?.attempts == 1)
    store.stop()
    _ = try await server.stop()
  }

  @Test func `end as ERROR with the reason after enough attempts`() async throws {
    let port = try FreePorts.take(1)[0]
    let installation = try await Installation()
    try await installation.makeAccount()
    let server = try await installation.serve(
      "--report-retries=2",
      settings: ReportSettings.s3(port: port).merging(["WFM_METRICS_PORT": "0"]) { $1 })
    let client = try await installation.client(of: server)
    let id = try await client.upload(try Places.exampleFile())
    #expect(try await client.outcome(of: id).status == "ERROR")
    #expect(try await installation.reportFaults(of: id) == 3)
    let reason: String? = try await installation.value("SELECT failure_reason FROM imports")
    #expect(
      reason?.hasPrefix(
        "The error report could not be stored in 3 attempts. Last error: "
          + "http://127.0.0.1:\(port)/wfm-reports/error-reports/") == true, "\(reason ?? "")")
    #expect(reason?.contains("cannot be reached") == true)
    #expect(try await installation.storedEvents() == 0)
    try await eventually("the import's ERROR is not counted") {
      try await Scrape(server.program).value("wfm_imports_finished_total", "ERROR") == 1
    }
    // The account is free again.
    let next = try await client.upload(ReportSettings.goodFile)
    #expect(try await client.outcome(of: next).status == "IMPORTED")
    _ = try await server.stop()
  }

  @Test func `do not block other imports if the store accepts connections and never answers`()
    async throws
  {
    let listener = try SilentListener()
    let installation = try await Installation()
    try await installation.makeAccount()
    let server = try await installation.serve(
      "--worker-concurrency=1", settings: ReportSettings.s3(port: listener.port))
    let client = try await installation.client(of: server)
    let id = try await client.upload(try Places.exampleFile())
    try await wait(forFaults: 1, of: id, on: installation)
    try await importForAnother(on: installation, server)
    #expect(try await client.status(of: id).status == "PROCESSING")
    // A shutdown during an upload does not use up an attempt.
    try await installation.state(of: id) { $0.attempts == 1 }
    let faults = try await installation.reportFaults(of: id)
    _ = try await server.stop()
    try await expectWaiting(id, on: installation)
    #expect(try await installation.reportFaults(of: id) == faults)
  }

  @Test func `hold nothing that other imports need, except a slot in the worker`() async throws {
    let listener = try SilentListener()
    let installation = try await Installation()
    try await installation.makeAccount()
    try await installation.makeAccount("other")
    let server = try await installation.serve(
      "--worker-concurrency=2", settings: ReportSettings.s3(port: listener.port))
    let client = try await installation.client(of: server)
    // The stored events of a large file are read over a separate connection.
    let id = try await client.upload(ReportSettings.largeFile)
    try await installation.state(of: id) { $0.attempts == 1 }
    let other = try await installation.client(of: server, account: "other")
    let next = try await other.upload(ReportSettings.goodFile)
    #expect(try await other.outcome(of: next).status == "IMPORTED")
    // All of this happened while the first attempt was waiting for its store.
    #expect(try await installation.reportFaults(of: id) == 0)
    #expect(try await client.status(of: id).status == "PROCESSING")
    _ = try await server.stop()
  }

  @Test func `let other imports begin while a slow store accepts reports`() async throws {
    let store = try await ObjectStoreServer(.rclone)
    let relay = try await PythonServer("relay.py", ["\(store.port)", "--rate", "2500000"])
    let installation = try await Installation()
    let server = try await installation.serve(
      "--worker-concurrency=2", settings: ReportSettings.s3(port: relay.port))
    var slow: [(Client, String)] = []
    for account in ["one", "two", "three"] {
      try await installation.makeAccount(account)
      let client = try await installation.client(of: server, account: account)
      slow.append((client, try await client.upload(ReportSettings.manyBadRows)))
    }
    // Two reports are being stored, for about 10 s. The third report waits for them without a slot.
    try await eventually("no import waits until other reports are stored") {
      server.program.errors.contains("import waits until other reports are stored")
    }
    try await importForAnotherAtOnce(on: installation, server)
    for (client, id) in slow {
      #expect(try await client.status(of: id).status == "PROCESSING")
    }
    for (client, id) in slow {
      #expect(try await client.outcome(of: id).status == "IMPORTED_WITH_ERRORS")
      #expect(try await installation.state(of: id)?.attempts == 1)
      #expect(try await installation.reportFaults(of: id) == 0)
    }
    _ = try await server.stop()
  }

  private func importForAnotherAtOnce(on installation: Installation, _ server: Server) async throws
  {
    try await installation.makeAccount("other")
    let other = try await installation.client(of: server, account: "other")
    let began = ContinuousClock.now
    let id = try await other.upload(ReportSettings.goodFile)
    #expect(try await other.outcome(of: id).status == "IMPORTED")
    #expect(ContinuousClock.now - began < .seconds(5))
  }

  @Test func `succeed once wrong credentials are corrected, without a restart`() async throws {
    let store = try await ObjectStoreServer.seaweedFS
    let installation = try await Installation()
    try await installation.makeAccount()
    let file = try installation.file(ReportSettings.credentialsFile(secret: "wrong"))
    let server = try await installation.serve(
      settings: ReportSettings.s3(
        port: store.port,
        credentials: ["WFM_S3_CREDENTIALS_FILE": file, "WFM_S3_PROFILE": "wfm"]))
    let client = try await installation.client(of: server)
    let id = try await client.upload(try Places.exampleFile())
    try await wait(forFaults: 2, of: id, on: installation)
    try await expectWaiting(id, on: installation)
    try await importForAnother(on: installation, server)
    #expect(
      server.program.errors.contains(
        "answered with status 403, SignatureDoesNotMatch: The request signature we calculated"))

    try Data(
      ReportSettings.credentialsFile(secret: ObjectStoreServer.secretAccessKey).utf8
    ).write(to: URL(filePath: file))
    let url = try #require(try await client.outcome(of: id).error_report_url)
    #expect(try await Download(of: url).text.contains("AGENT_UNKNOWN"))
    _ = try await server.stop()
  }
}
