import Foundation

/// The number of files, including connections, that this process may have open.
package enum FileLimit {
  #if os(Linux)
    private static let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #else
    private static let kind = RLIMIT_NOFILE
  #endif

  /// The number that a process needs with these connections. The rest is for standard streams,
  /// event loops, time zone files and issuers.
  package static func needed(clients: Int, database: Int) -> Int { clients + database + 64 }

  /// The number that it may be raised to without privileges.
  package static var hard: Int {
    var limit = rlimit()
    return getrlimit(kind, &limit) == 0 ? Int(clamping: limit.rlim_max) : .max
  }

  /// Raises the limit to the hard limit. The soft limit, 1,024 on most systems, protects programs
  /// that use select(2); this one does not.
  static func raise() {
    var limit = rlimit()
    guard getrlimit(kind, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(kind, &limit)
  }
}
