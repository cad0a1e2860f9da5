import Foundation
import Glibc

/// A server that outlived its owner: both it and its watchdog were out of our hands, or the
/// postmaster was killed and processes of its own run on. Used by `EmbeddedCluster`, which holds the
/// folder's lock.
struct LeftoverServer {
  let places: Places
  let account: ServerAccount

  /// How long the server may take to stop before it is killed, and then to be gone.
  private static let stopPatience: Duration = .seconds(10)
  private static let killPatience: Duration = .seconds(10)

  /// Ends every process on the cluster, and only then removes postmaster.pid: two servers on the same
  /// data would ruin it, and that file is what keeps a second one out.
  func end() throws(EmbeddedPostgresFault) {
    if let postmaster = places.serverProcess, processes().contains(postmaster) {
      kill(postmaster, SIGINT)
      _ = waitUntilGone(for: Self.stopPatience)
    }
    for process in processes() { kill(process, SIGKILL) }
    guard waitUntilGone(for: Self.killPatience) else {
      throw .startFailed(log: "An earlier server does not end; its processes: \(processes())")
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

  /// The server's processes: named postgres, and working in the cluster's folder, as all of them do.
  /// A process id in postmaster.pid alone may be another program's by now. The server's user asks,
  /// because root without CAP_SYS_PTRACE, as in a container, cannot see where others work.
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
