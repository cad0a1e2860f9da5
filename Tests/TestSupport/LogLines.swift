package import Logging
import Synchronization

/// Keeps all log lines at every level.
package final class LogLines: Sendable {
  private let lines = Mutex<[String]>([])

  package init() {}

  package var text: String { lines.withLock { $0.joined(separator: "\n") } }

  package var logger: Logger {
    var logger = Logger(label: "test") { _ in Handler(lines: self) }
    logger.logLevel = .trace
    return logger
  }

  private struct Handler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let given = metadata.merging(event.metadata ?? [:]) { $1 }
      let fields = given.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      lines.lines.withLock {
        $0.append("\(event.level) \(event.message) \(fields.joined(separator: " "))")
      }
    }
  }
}
