import Foundation
import Glibc

/// Where a cluster's files lie.
struct Places {
  let cluster: String
  let socketFolder: String
  let log: String
  /// Whether what is there belonged to an earlier folder of this name, which was removed.
  let isForgotten: Bool
  /// How long the log was before this start.
  private let logStart: Int

  /// The server listens on no port, but its socket is named after one. Fixed, so that a PGPORT in the
  /// environment changes nothing.
  static let port = 5432

  /// The longest path of a Unix socket (sun_path in unix(7)), the final NUL left out.
  private static let maximumSocketPath = 107

  /// Chooses and makes the folders: below `folder` where the server's user can reach it, otherwise
  /// below /var/tmp, under a name that the same folder always gets.
  static func prepare(
    folder: String, account: ServerAccount
  ) throws(EmbeddedPostgresFault) -> Places {
    var root = "\(folder)/postgres"
    let isNew = !FileManager.default.fileExists(atPath: root)
    try account.makePrivateFolder(root)
    if !account.canUse(root) {
      root = "/var/tmp/wfm-\(name(for: folder))"
      try account.makePrivateFolder(root)
    }
    var socketFolder = root
    // In a comma libpq sees the end of one host and the begin of another.
    if socketFolder.contains(",")
      || "\(socketFolder)/.s.PGSQL.\(port).lock".utf8.count > maximumSocketPath
    {
      socketFolder = "/tmp/wfm-\(name(for: folder))"
      try account.makePrivateFolder(socketFolder)
    }
    let log = "\(root)/log"
    let attributes = try? FileManager.default.attributesOfItem(atPath: log)
    return Places(
      cluster: "\(root)/cluster", socketFolder: socketFolder, log: log,
      isForgotten: isNew, logStart: (attributes?[.size] as? Int) ?? 0)
  }

  var hasCluster: Bool { FileManager.default.fileExists(atPath: "\(cluster)/PG_VERSION") }

  /// Removes the cluster, which no server may be running on.
  func removeCluster() throws(EmbeddedPostgresFault) {
    do {
      try FileManager.default.removeItem(atPath: cluster)
    } catch {
      throw .fileSystem("Cannot remove \(cluster): \(error.localizedDescription)")
    }
  }

  /// Where a cluster is built. Every process has a place of its own: an initdb that outlived its
  /// parent, and then fails, removes its folder.
  var unfinishedCluster: String { "\(cluster).new.\(getpid())" }

  /// Removes what was left half made.
  func removeUnfinishedClusters() {
    let root = URL(fileURLWithPath: cluster).deletingLastPathComponent().path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    for name in names where name.hasPrefix("cluster.new") {
      try? FileManager.default.removeItem(atPath: "\(root)/\(name)")
    }
  }

  /// Removes a socket folder that stands apart, once no socket is in it.
  func removeEmptySocketFolder() {
    if !cluster.hasPrefix("\(socketFolder)/") { rmdir(socketFolder) }
  }

  /// The server's own record of itself, for as long as it runs.
  func removeProcessFile() { unlink("\(cluster)/postmaster.pid") }

  /// FNV-1a of the path: short, and the same in every run.
  private static func name(for folder: String) -> String {
    let hash = folder.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    return String(hash, radix: 36)
  }

  /// The lines of postmaster.pid (src/include/utils/pidfile.h): the first is the process, the eighth
  /// its status.
  private var processFile: [Substring] {
    let text = (try? String(contentsOfFile: "\(cluster)/postmaster.pid", encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  var serverProcess: Int32? { processFile.first.flatMap { Int32($0) } }

  var isReady: Bool { processFile.count >= 8 && processFile[7].hasPrefix("ready") }

  /// What the log got since the start, its last 2,000 bytes.
  var endOfLog: String {
    let data = (try? Data(contentsOf: URL(fileURLWithPath: log))) ?? Data()
    return String(decoding: data.dropFirst(logStart).suffix(2000), as: UTF8.self)
  }
}
