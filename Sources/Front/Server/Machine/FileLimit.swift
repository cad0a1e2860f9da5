import Foundation

/// How many files, connections among them, this process may have open.
package enum FileLimit {
  #if os(Linux)
    private static let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #else
    private static let kind = RLIMIT_NOFILE
  #endif

  /// How many a process needs with so many connections. Beside them it has standard streams, event
  /// loops, the tz database and issuers.
  package static func needed(clients: Int, database: Int) -> Int { clients + database + 64 }

  /// What it may be raised to without further rights.
  package static var hard: Int {
    var limit = rlimit()
    return getrlimit(kind, &limit) == 0 ? Int(clamping: limit.rlim_max) : .max
  }

  /// Takes all that is allowed. The lower limit, 1,024 on most systems, is there for programs that
  /// use select(2), which nothing here does.
  static func raise() {
    var limit = rlimit()
    guard getrlimit(kind, &limit) == 0, limit.rlim_cur < limit.rlim_max else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(kind, &limit)
  }
}
