import Foundation
import Glibc

/// The paths of the files of a cluster.
struct Places {
  let cluster: String
  let socketFolder: String
  let log: String
  /// Whether the cluster belonged to an earlier folder of the same name, which was removed.
  let isForgotten: Bool
  /// Bytes of the log before this start.
  private let logStart: Int

  /// The port in the name of the socket. The server does not listen on it. It is fixed, so that
  /// PGPORT in the environment has no effect.
  static let port = 5432

  /// The longest path of a Unix socket (sun_path in unix(7)) without the final NUL.
  private static let maximumSocketPath = 107

  /// Chooses and creates the folders: below `folder` if the user of the server can access it,
  /// otherwise below /var/tmp, under a name that depends only on `folder`.
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
    // libpq takes a comma for the end of a host name.
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

  /// Removes the cluster. No server may be running on it.
  func removeCluster() throws(EmbeddedPostgresFault) {
    do {
      try FileManager.default.removeItem(atPath: cluster)
    } catch {
      throw .fileSystem("Cannot remove \(cluster): \(error.localizedDescription)")
    }
  }

  /// The folder in which a cluster is created. Each process has its own, because an initdb that
  /// outlives its parent removes its folder when it fails.
  var unfinishedCluster: String { "\(cluster).new.\(getpid())" }

  /// Removes incomplete clusters of earlier processes.
  func removeUnfinishedClusters() {
    let root = URL(fileURLWithPath: cluster).deletingLastPathComponent().path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    for name in names where name.hasPrefix("cluster.new") {
      try? FileManager.default.removeItem(atPath: "\(root)/\(name)")
    }
  }

  /// Removes a separate socket folder if it is empty.
  func removeEmptySocketFolder() {
    if !cluster.hasPrefix("\(socketFolder)/") { rmdir(socketFolder) }
  }

  /// Removes postmaster.pid, the record of a running server.
  func removeProcessFile() { unlink("\(cluster)/postmaster.pid") }

  /// FNV-1a of the path: short and the same in every process.
  private static func name(for folder: String) -> String {
    let hash = folder.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    return String(hash, radix: 36)
  }

  /// The lines of postmaster.pid (src/include/utils/pidfile.h): the first is the process, the
  /// eighth its status.
  private var processFile: [Substring] {
    let text = (try? String(contentsOfFile: "\(cluster)/postmaster.pid", encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  var serverProcess: Int32? { processFile.first.flatMap { Int32($0) } }

  var isReady: Bool { processFile.count >= 8 && processFile[7].hasPrefix("ready") }

  /// The last 2,000 bytes that were written to the log since the start.
  var endOfLog: String {
    let data = (try? Data(contentsOf: URL(fileURLWithPath: log))) ?? Data()
    return String(decoding: data.dropFirst(logStart).suffix(2000), as: UTF8.self)
  }
}
