/// The fields of /proc/self/stat that the metrics need (proc_pid_stat(5)).
package struct ProcessStat: Sendable, Equatable {
  /// Processor time in user and system mode, in seconds.
  package let processorTime: Double
  /// Resident memory in bytes.
  package let residentMemory: Double
  /// The start of the process, in seconds since 1970.
  package let startTime: Double
  /// The number of threads.
  package let threads: Double

  /// - Parameters:
  ///   - text: the file.
  ///   - bootTime: when the system started, in seconds since 1970.
  ///   - ticks: clock ticks per second.
  ///   - pageSize: bytes per page of memory.
  /// - Returns: nil if the text is not such a file.
  package init?(_ text: String, bootTime: Double, ticks: Double, pageSize: Double) {
    // The name of the program, in parentheses, may contain blanks and parentheses.
    guard let end = text.lastIndex(of: ")") else { return nil }
    // The first field here is the third field in the manual.
    let fields = text[text.index(after: end)...].split(separator: " ").map { Double($0) ?? 0 }
    guard fields.count > 21 else { return nil }
    processorTime = (fields[11] + fields[12]) / ticks
    threads = fields[17]
    startTime = bootTime + fields[19] / ticks
    residentMemory = fields[21] * pageSize
  }
}
