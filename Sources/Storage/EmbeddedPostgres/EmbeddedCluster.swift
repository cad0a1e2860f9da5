import Foundation
import Glibc
import Synchronization

/// A private PostgreSQL in a folder, for development and tests.
///
/// It listens on a Unix socket in a folder that only its user can enter, and on no port unless
/// `listen_addresses` is among its settings. It runs under a shell that waits for the end of a pipe
/// from this process. So the server stops when this process ends, even by a crash. Settings are
/// durable unless the caller changes them.
///
///     stopped --start--> running --stop, or the end of this process--> stopped
package final class EmbeddedCluster: Sendable {
  private let folder: String
  private let binaries: PostgresBinaries
  private let settings: [String: String]
  private let running = Mutex<Running?>(nil)

  /// The resources of a running cluster. Only `stop` releases them.
  private struct Running: @unchecked Sendable {
    let watchdog: Process
    let lifeline: FileHandle
    let lock: Int32
    let places: Places
    let account: ServerAccount
  }

  /// - Parameters:
  ///   - folder: the data folder; created if it is missing.
  ///   - settings: settings of postgresql.conf, which override the defaults of this class.
  package init(folder: String, binaries: PostgresBinaries, settings: [String: String] = [:]) {
    self.folder = URL(fileURLWithPath: folder).standardizedFileURL.path
    self.binaries = binaries
    self.settings = settings
  }

  deinit { stop() }

  /// How long the server may take to start or stop.
  private static let patience: Duration = .seconds(60)
  private static let stopPatience: Duration = .seconds(10)

  /// Starts the server. If there is no cluster yet, creates it with the database `wfm`. Blocks
  /// until the server accepts connections, at most 60 s.
  package func start() throws(EmbeddedPostgresFault) {
    let account = try ServerAccount.current()
    let lock = try takeLock()
    do throws(EmbeddedPostgresFault) {
      let places = try Places.prepare(folder: folder, account: account)
      if places.hasCluster {
        try LeftoverServer(places: places, account: account).end()
        if places.isForgotten { try places.removeCluster() }
      }
      if !places.hasCluster { try initialise(places, account: account) }
      let started = try launch(places, account: account, lock: lock)
      running.withLock { $0 = started }
    } catch {
      Self.release(lock)
      throw error
    }
  }

  /// Stops the server, which rolls back open transactions. After 10 s it is killed. Does nothing if
  /// the server is not running.
  package func stop() {
    guard let running = running.withLock({ $0.take() }) else { return }
    try? running.lifeline.close()
    let deadline = ContinuousClock.now + Self.stopPatience
    while running.watchdog.isRunning, ContinuousClock.now < deadline { usleep(20_000) }
    if running.watchdog.isRunning, let pid = running.places.serverProcess { kill(pid, SIGQUIT) }
    running.watchdog.waitUntilExit()
    // The file remains if the watchdog was killed. The server may then still be running.
    if running.places.serverProcess != nil {
      try? LeftoverServer(places: running.places, account: running.account).end()
    }
    running.places.removeEmptySocketFolder()
    Self.release(running.lock)
  }

  /// The connection string of a database of the running server.
  package func connectionString(database: String = "wfm") -> String {
    let socketFolder = running.withLock { $0?.places.socketFolder } ?? ""
    let host = socketFolder.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
    return "host='\(host)' port=\(Places.port) user=wfm dbname=\(database)"
  }

  /// The process id of the server; nil if it is not running.
  package var serverProcess: Int32? { running.withLock { $0?.places.serverProcess } }

  /// The kernel frees the lock when its holder dies.
  private func takeLock() throws(EmbeddedPostgresFault) -> Int32 {
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    let lock = open("\(folder)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw .fileSystem("Cannot write in the folder \(folder).") }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      Glibc.close(lock)
      throw .inUse(folder: folder)
    }
    return lock
  }

  /// Unlocks before closing: a child that another thread has forked, but that has not called
  /// exec(2) yet, still has the descriptor, and would keep the lock.
  private static func release(_ lock: Int32) {
    flock(lock, LOCK_UN)
    Glibc.close(lock)
  }

  /// Creates the cluster in another folder and renames that folder once it is complete. So a
  /// process that is killed leaves no incomplete cluster.
  private func initialise(
    _ places: Places, account: ServerAccount
  ) throws(EmbeddedPostgresFault) {
    places.removeUnfinishedClusters()
    let unfinished = places.unfinishedCluster
    let output: Command.Output
    do {
      let made = try account.run(
        binaries.path(of: "initdb"),
        ["-D", unfinished, "-U", "wfm", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"])
      guard made.status == 0 else {
        throw EmbeddedPostgresFault.initialisationFailed(output: made.text)
      }
      output = try account.run(
        binaries.path(of: "postgres"), ["--single", "-D", unfinished, "postgres"],
        input: "CREATE DATABASE wfm;\n")
    } catch {
      throw error as? EmbeddedPostgresFault ?? .initialisationFailed(output: "\(error)")
    }
    guard output.status == 0, rename(unfinished, places.cluster) == 0 else {
      throw .initialisationFailed(output: output.text)
    }
  }

  /// Runs the server, which writes to the log $0, and ends with it. A second shell reads from a
  /// pipe on which this process never writes: the read ends when this process ends. TERM ends a
  /// server that has no signal handlers yet (a shell starts it with INT ignored). INT makes any
  /// other server close its connections.
  private static let watchdogScript = """
    exec 3<&0 </dev/null >>"$0" 2>&1
    "$@" 3<&- & server=$!
    { read -r _ <&3; kill -TERM $server; kill -INT $server; } 2>/dev/null & guard=$!
    wait $server
    kill -KILL $guard
    """

  private func launch(
    _ places: Places, account: ServerAccount, lock: Int32
  ) throws(EmbeddedPostgresFault) -> Running {
    var options = [
      "max_connections": "200", "shared_buffers": "256MB", "max_wal_size": "2GB",
      "log_checkpoints": "off", "log_line_prefix": "%m [%p] ", "listen_addresses": "",
    ].merging(settings) { $1 }
    options["port"] = "\(Places.port)"
    // A list, in which quotes keep a comma from separating.
    let socketFolder = places.socketFolder.replacing("\"", with: "\"\"")
    options["unix_socket_directories"] = "\"\(socketFolder)\""
    let server =
      [binaries.path(of: "postgres"), "-D", places.cluster]
      + options.sorted { $0.key < $1.key }.flatMap { ["-c", "\($0.key)=\($0.value)"] }
    // In another session, so that Ctrl-C in a terminal does not reach it.
    let command = account.command("/bin/sh", ["-c", Self.watchdogScript, places.log] + server)
    let watchdog = Process()
    watchdog.executableURL = URL(fileURLWithPath: "/usr/bin/setsid")
    // Without --wait, setsid may fork and be gone while the server runs.
    watchdog.arguments = ["--wait", command.path] + command.arguments
    let pipe = Pipe.made()
    _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    watchdog.standardInput = pipe
    do {
      try watchdog.start()
    } catch {
      throw .startFailed(log: "\(error)")
    }
    let started = Running(
      watchdog: watchdog, lifeline: pipe.fileHandleForWriting, lock: lock, places: places,
      account: account)
    let deadline = ContinuousClock.now + Self.patience
    while !places.isReady {
      // The watchdog ends if the server does.
      guard ContinuousClock.now < deadline, watchdog.isRunning else {
        try? started.lifeline.close()
        watchdog.waitUntilExit()
        throw .startFailed(log: places.endOfLog)
      }
      usleep(20_000)
    }
    return started
  }
}
