import Glibc
import TestInputs
import TestSupport
import Testing

@Suite("Worker processes", .needs(.python3), .timeLimit(.minutes(10)))
struct WorkerCrashTests {
  /// An installation with an upload that no worker has seen.
  private func uploadExample() async throws -> (Installation, Server, Client, id: String) {
    let installation = try await Installation()
    try await installation.makeAccount()
    let front = try await installation.serve("--no-worker")
    let client = try await installation.client(of: front)
    let id = try await client.upload(try Places.exampleFile())
    return (installation, front, client, id)
  }

  private func kill(_ worker: Program) async throws {
    worker.send(SIGKILL)
    _ = try await worker.ending()
  }

  @Test func `after a kill at any moment, the next worker loses nothing and stores nothing twice`()
    async throws
  {
    try await Places.withFolder { folder in
      let schedule = try await LargeSchedule(in: folder)
      let installation = try await Installation()
      let front = try await installation.serve("--no-worker")
      var generator = SeededGenerator(seed: 5_242_880)
      var interrupted = 0
      for round in 0..<10 {
        let account = "round-\(round)"
        try await schedule.makeAccount(account, on: installation)
        let client = try await installation.client(of: front, account: account)
        let id = try await client.upload(schedule.bytes)

        if round.isMultiple(of: 2) {
          // The duration of an import depends on the machine. Only a blocked import is certainly in
          // progress.
          try await installation.holdingEvents {
            let killed = try installation.start("work")
            try await eventually("no worker wants to store events") {
              try await installation.isWaitingForEvents()
            }
            try await kill(killed)
          }
        } else {
          let killed = try installation.start("work")
          try await installation.state(of: id) { $0.attempts == 1 || $0.status != "PROCESSING" }
          try await Task.sleep(for: .milliseconds(Int.random(in: 0...300, using: &generator)))
          try await kill(killed)
        }
        if try await installation.state(of: id)?.status == "PROCESSING" { interrupted += 1 }
        try await eventually("the killed worker's session is still there") {
          try await installation.listeners() == 0
        }

        let worker = try installation.start("work")
        let state = try await installation.state(of: id) { $0.status != "PROCESSING" }
        #expect(state.status == "IMPORTED", "round \(round)")
        #expect(try await schedule.stored(of: account, on: installation) == schedule.expected)
        #expect(try await client.status(of: id).status == "IMPORTED")
        // If there was no work left, the worker has possibly not started yet. Its signal handler is
        // installed first.
        try await eventually("the worker does not listen") {
          try await installation.listeners() == 1
        }
        worker.send(SIGTERM)
        #expect(try await worker.ending(within: .seconds(10)).status == 0)
      }
      #expect(interrupted >= 5)
      _ = try await front.stop()
    }
  }

  @Test func `two workers share the accounts, and run each import once`() async throws {
    try await Places.withFolder { folder in
      let schedule = try await LargeSchedule(in: folder)
      let installation = try await Installation()
      let front = try await installation.serve("--no-worker")
      var imports: [String: String] = [:]
      for number in 0..<4 {
        let account = "account-\(number)"
        try await schedule.makeAccount(account, on: installation)
        let client = try await installation.client(of: front, account: account)
        imports[account] = try await client.upload(schedule.bytes)
      }
      let workers = try (0..<2).map { _ in
        try installation.start("work", "--worker-concurrency", "1")
      }
      for (account, id) in imports {
        let state = try await installation.state(of: id) { $0.status != "PROCESSING" }
        #expect(state == ImportState(status: "IMPORTED", attempts: 1))
        #expect(try await schedule.stored(of: account, on: installation) == schedule.expected)
      }
      var finished = 0
      for worker in workers {
        worker.send(SIGTERM)
        let ending = try await worker.ending(within: .seconds(10))
        #expect(ending.status == 0)
        finished += ending.errors.matches(of: /import finished/).count
      }
      #expect(finished == 4)
      _ = try await front.stop()
    }
  }

  @Test func `killed while waiting for a lock, it releases its account immediately`() async throws {
    let (installation, front, _, id) = try await uploadExample()
    try await installation.holdingEvents {
      let worker = try installation.start("work", "--database-lock-timeout", "600")
      try await eventually("no worker waits for the events") {
        try await installation.isWaitingForEvents()
      }
      worker.send(SIGKILL)
      _ = try await worker.ending()
      try await eventually("the killed worker still waits for the events") {
        try await !installation.isWaitingForEvents()
      }
      #expect(try await installation.state(of: id)?.status == "PROCESSING")
    }
    _ = try await front.stop()
  }

  @Test func `a file that kills its workers ends as ERROR after three attempts`() async throws {
    let (installation, front, client, id) = try await uploadExample()
    for attempt in 1...3 {
      try await installation.holdingEvents {
        let worker = try installation.start("work")
        try await eventually("no worker waits for the events") {
          try await installation.isWaitingForEvents()
        }
        #expect(try await installation.state(of: id)?.attempts == Int16(attempt))
        worker.send(SIGKILL)
        _ = try await worker.ending()
      }
    }
    let worker = try installation.start("work")
    let state = try await installation.state(of: id) { $0.status != "PROCESSING" }
    #expect(state == ImportState(status: "ERROR", attempts: 3))
    #expect(try await client.status(of: id).status == "ERROR")
    worker.send(SIGTERM)
    _ = try await worker.ending(within: .seconds(10))
    _ = try await front.stop()
  }
}

extension Installation {
  /// The number of workers that listen for uploads.
  fileprivate func listeners() async throws -> Int64? {
    try await value(
      "SELECT count(*) FROM pg_stat_activity "
        + "WHERE datname = current_database() AND query LIKE 'LISTEN %'")
  }
}
