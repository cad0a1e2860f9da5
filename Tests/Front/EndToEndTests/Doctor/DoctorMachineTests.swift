import Foundation
import Testing

@Suite("wfm doctor on a machine", .timeLimit(.minutes(10)))
struct DoctorMachineTests {
  @Test func `reports a missing tz database`() async throws {
    let installation = try await Installation()
    let diagnosis = try await installation.diagnosis(settings: ["TZDIR": "/nonexistent"])
    #expect(try diagnosis.problem("time zones").message.contains("/nonexistent"))
  }

  @Test func `reports an old tz database`() async throws {
    try await Places.withFolder { folder in
      try FileManager.default.createDirectory(
        atPath: "\(folder)/America", withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: "/usr/share/zoneinfo/America/New_York", toPath: "\(folder)/America/New_York")
      try "# version 2019c\n".write(
        toFile: "\(folder)/tzdata.zi", atomically: true, encoding: .utf8)
      let installation = try await Installation()
      let diagnosis = try await installation.diagnosis(settings: ["TZDIR": folder])
      #expect(try diagnosis.problem("time zones").message.contains("2019c"))
    }
  }

  @Test func `names the version of the tz database, and notes one that is half a year old`()
    async throws
  {
    try await Places.withFolder { folder in
      try FileManager.default.createDirectory(
        atPath: "\(folder)/America", withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: "/usr/share/zoneinfo/America/New_York", toPath: "\(folder)/America/New_York")
      let year = Calendar(identifier: .gregorian).component(.year, from: Date())
      for (age, state) in [(1, "ok"), (200, "note"), (800, "problem")] {
        let date = Date(timeIntervalSinceNow: -86_400 * Double(age))
        try FileManager.default.setAttributes(
          [.modificationDate: date], ofItemAtPath: "\(folder)/America/New_York")
        try "# version \(year + 1)a\n".write(
          toFile: "\(folder)/tzdata.zi", atomically: true, encoding: .utf8)
        let installation = try await Installation()
        let diagnosis = try await installation.diagnosis(settings: ["TZDIR": folder])
        let check = try #require(diagnosis.checks.first { $0.check == "time zones" })
        #expect(check.state == state)
        #expect(check.message.contains(" in \(folder)") && check.message.contains("\(year + 1)a-"))
      }
    }
  }

  @Test func `reports a port that another program uses, and recognizes its own server`()
    async throws
  {
    let installation = try await Installation()
    let server = try await installation.serve()
    let mine = try await installation.diagnosis(settings: ["WFM_PORT": "\(server.port)"])
    #expect(mine.state(of: "port") == "ok")
    // A stopped server does not answer, like a program that is not wfm.
    server.program.send(SIGSTOP)
    defer { server.program.send(SIGCONT) }
    let other = try await installation.diagnosis(settings: ["WFM_PORT": "\(server.port)"])
    #expect(try other.problem("port").message.contains(":\(server.port)"))
  }

  @Test func `reports an object store that cannot be reached`() async throws {
    let installation = try await Installation()
    let diagnosis = try await installation.diagnosis(settings: [
      "WFM_REPORTS": "s3", "WFM_S3_BUCKET": "reports", "WFM_S3_ENDPOINT": "http://127.0.0.1:1",
      "WFM_S3_ACCESS_KEY_ID": "id", "WFM_S3_SECRET_ACCESS_KEY": "secret",
    ])
    #expect(try diagnosis.problem("object store").message.contains("127.0.0.1:1"))
  }

  @Test func `reports a low limit of open files`() async throws {
    let installation = try await Installation()
    let ending = try await Program.run(
      "/bin/sh", ["-c", "ulimit -n 512; exec \"$0\" doctor", Places.wfm],
      environment: installation.environment)
    #expect(ending.output.contains("PROBLEM  files"))
    #expect(ending.output.contains("512 open files are allowed; 1024 clients, 17 database"))
    #expect(ending.status == 1)
  }

  @Test func `reports each wrong setting and each unknown one`() async throws {
    let installation = try await Installation()
    let diagnosis = try await installation.diagnosis(
      settings: [
        "WFM_PROT": "80", "WFM_UPLOAD_RATE": "0", "WFM_TRUSTED_PROXIES": "a proxy",
        "WFM_REPORT_URL_KEY": "short", "WFM_MASTER_KEY": "/nonexistent",
      ])
    let messages = diagnosis.checks.filter { $0.state == "problem" }.map(\.message)
    for name in [
      "WFM_PROT", "WFM_UPLOAD_RATE", "WFM_TRUSTED_PROXIES", "WFM_REPORT_URL_KEY",
      "WFM_MASTER_KEY",
    ] {
      #expect(messages.contains { $0.contains(name) }, "\(name) in \(messages)")
    }
    #expect(!messages.contains { $0.contains("short") })
  }

  @Test func `reports an issuer that does not answer`() async throws {
    let installation = try await Installation()
    let issuer = "http://127.0.0.1:1"
    let diagnosis = try await installation.diagnosis(
      settings: [
        "WFM_TOKEN_ISSUER": issuer, "WFM_TOKEN_JWKS_URL": "\(issuer)/keys",
        "WFM_TOKEN_SIGNING_KEY": "",
      ])
    #expect(try diagnosis.problem("issuer").message.hasPrefix("\(issuer): "))
  }

  @Test func `needs no key for links on a machine that only runs imports`() async throws {
    let installation = try await Installation()
    let settings = ["WFM_REPORT_URL_KEY": "", "WFM_TOKEN_SIGNING_KEY": ""]
    #expect(try await installation.diagnosis(settings: settings).state(of: "settings") == "problem")
    let work = try await installation.diagnosis("--work", settings: settings)
    #expect(work.state(of: "settings") == "ok")
    #expect(work.state(of: "port") == nil)
  }
}
