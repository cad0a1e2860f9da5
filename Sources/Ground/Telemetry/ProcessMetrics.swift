import Foundation
import Glibc

/// Linux's figures about this process, by the names that Prometheus' own clients use.
package enum ProcessMetrics {
  /// Adds the metrics to the registry.
  package static func add(to registry: MetricRegistry) { registry.add { families() } }

  private static func families() -> [MetricFamily] {
    let stat = readStat()
    var limit = rlimit()
    let hasLimit = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
    return [
      MetricFamily(
        .counter, "process_cpu_seconds_total", "CPU time used, in user and system mode.",
        value: stat?.processorTime),
      MetricFamily(
        .gauge, "process_resident_memory_bytes", "Memory that is in use and not swapped out.",
        value: stat?.residentMemory),
      MetricFamily(
        .gauge, "process_start_time_seconds", "Start time of the process, in seconds since 1970.",
        value: stat?.startTime),
      MetricFamily(.gauge, "process_threads", "Number of threads.", value: stat?.threads),
      MetricFamily(
        .gauge, "process_open_fds", "Open file descriptors, including connections.",
        // One of the descriptors belongs to the folder that is being read.
        value: descriptors.map { Double($0.count - 1) }),
      MetricFamily(
        .gauge, "process_max_fds", "Maximum number of open file descriptors.",
        value: hasLimit ? Double(limit.rlim_cur) : nil),
    ]
  }

  private static func readStat() -> ProcessStat? {
    guard let text = contents(of: "/proc/self/stat"),
      let bootTime = contents(of: "/proc/stat")?.split(separator: "\n")
        .first(where: { $0.hasPrefix("btime ") }).flatMap({ Double($0.dropFirst(6)) })
    else { return nil }
    return ProcessStat(
      text, bootTime: bootTime, ticks: Double(sysconf(Int32(_SC_CLK_TCK))),
      pageSize: Double(sysconf(Int32(_SC_PAGESIZE))))
  }

  private static func contents(of file: String) -> String? {
    try? String(contentsOfFile: file, encoding: .utf8)
  }
}
