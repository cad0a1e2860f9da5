import Foundation
import Glibc

/// What Linux says of this process, by the names that Prometheus' own clients use.
package enum ProcessMetrics {
  /// Adds them to the registry.
  package static func add(to registry: MetricRegistry) { registry.add { families() } }

  private static func families() -> [MetricFamily] {
    let stat = Stat()
    var limit = rlimit()
    let hasLimit = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
    return [
      MetricFamily(
        .counter, "process_cpu_seconds_total", "Processor time used, in user and system mode.",
        value: stat?.processorTime),
      MetricFamily(
        .gauge, "process_resident_memory_bytes", "Memory that is in use and not swapped out.",
        value: stat?.residentMemory),
      MetricFamily(
        .gauge, "process_start_time_seconds", "When the process began, since 1970.",
        value: stat?.startTime),
      MetricFamily(.gauge, "process_threads", "Threads.", value: stat?.threads),
      MetricFamily(
        .gauge, "process_open_fds", "Open file descriptors, connections among them.",
        // The folder that is being read is one of them.
        value: descriptors.map { Double($0.count - 1) }),
      MetricFamily(
        .gauge, "process_max_fds", "The most file descriptors that may be open.",
        value: hasLimit ? Double(limit.rlim_cur) : nil),
    ]
  }

  /// The fields of /proc/self/stat that are of use (proc_pid_stat(5)).
  private struct Stat {
    let processorTime: Double
    let residentMemory: Double
    /// Since 1970.
    let startTime: Double
    let threads: Double

    init?() {
      // The name of the program, in parentheses, may hold blanks.
      guard let text = ProcessMetrics.contents(of: "/proc/self/stat"),
        let end = text.lastIndex(of: ")"),
        let bootTime = ProcessMetrics.contents(of: "/proc/stat")?.split(separator: "\n")
          .first(where: { $0.hasPrefix("btime ") }).flatMap({ Double($0.dropFirst(6)) })
      else { return nil }
      // The first one here is the third of the manual.
      let fields = text[text.index(after: end)...].split(separator: " ").map { Double($0) ?? 0 }
      guard fields.count > 21 else { return nil }
      let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
      processorTime = (fields[11] + fields[12]) / ticks
      threads = fields[17]
      startTime = bootTime + fields[19] / ticks
      residentMemory = fields[21] * Double(sysconf(Int32(_SC_PAGESIZE)))
    }
  }

  private static func contents(of file: String) -> String? {
    try? String(contentsOfFile: file, encoding: .utf8)
  }
}
