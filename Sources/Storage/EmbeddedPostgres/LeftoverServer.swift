import Foundation
import Glibc

/// A server that outlived its owner, or processes that outlived their postmaster. Used by
/// `EmbeddedCluster`, which holds the lock on the folder.
struct LeftoverServer {
  let places: Places
  let account: ServerAccount

  /// How long the server may take to stop before it is killed, and then to end.
  private static let stopPatience: Duration = .seconds(10)
  private static let killPatience: Duration = .seconds(10)

  /// Ends every process of the cluster and then removes postmaster.pid. That file prevents a second
  /// server on the same data, which would corrupt it.
  func end() throws(EmbeddedPostgresFault) {
    if let postmaster = places.serverProcess, processes().contains(postmaster) {
      kill(postmaster, SIGINT)
      _ = waitUntilGone(for: Self.stopPatience)
    }
    for process in processes() { kill(process, SIGKILL) }
    guard waitUntilGone(for: Self.killPatience) else {
      throw .startFailed(
        log: "An earlier PostgreSQL could not be stopped. Kill these processes: \(processes())")
    }
    places.removeProcessFile()
  }

  private func waitUntilGone(for patience: Duration) -> Bool {
    let deadline = ContinuousClock.now + patience
    while !processes().isEmpty {
      guard ContinuousClock.now < deadline else { return false }
      usleep(20_000)
    }
    return true
  }

  /// The processes named postgres whose working directory is the folder of the cluster.
  ///
  /// The process id in postmaster.pid may meanwhile belong to another program. The search runs as
  /// the user of the server. In a container, root lacks CAP_SYS_PTRACE and cannot read the working
  /// directories of other users' processes.
  private func processes() -> [Int32] {
    let script = """
      for process in /proc/[0-9]*; do
        [ "$process/cwd" -ef "$0" ] && read -r name <"$process/comm" && [ "$name" = postgres ] &&
          echo "${process#/proc/}"
      done 2>/dev/null
      """
    let output = try? account.run("/bin/sh", ["-c", script, places.cluster])
    return (output?.text ?? "").split(whereSeparator: \.isNewline).compactMap { Int32($0) }
  }
}
