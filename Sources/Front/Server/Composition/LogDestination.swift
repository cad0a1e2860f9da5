package import Logging
import Scheduling
import Telemetry

/// Where the log lines of a process go.
package enum LogDestination: Sendable {
  /// As lines of text on standard error.
  case standardError
  /// As lines of text to a stream, such as a file.
  case stream(any TextOutputStream & Sendable)
  /// To a logger that has its own level.
  case logger(Logger)

  /// A logger that writes to this destination.
  ///
  /// - Parameter level: of all loggers of the process.
  func logger(level: SharedLogLevel) -> Logger {
    let provider = TraceContext.metadataProvider
    let handler: @Sendable (String) -> StreamLogHandler
    switch self {
    case .logger(let logger): return logger
    case .standardError:
      handler = { .standardError(label: $0, metadataProvider: provider) }
    case .stream(let stream):
      handler = { StreamLogHandler(label: $0, stream: stream, metadataProvider: provider) }
    }
    return Logger(label: "wfm") { label in
      LineLogHandler(handler(label), level: level) { ShownText.escaped($0, limit: .max) }
    }
  }
}
