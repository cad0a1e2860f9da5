import Logging
import Telemetry
import TestSupport
import Testing

@Suite("A log line", .timeLimit(.minutes(5)))
struct LineLogHandlerTests {
  private let lines = LogLines()
  private let level = SharedLogLevel(.trace)

  private func logger() -> Logger {
    Logger(label: "test") { _ in
      LineLogHandler(lines.logger.handler, level: level) { $0.replacing("\n", with: "\\n") }
    }
  }

  @Test func `has the logger's metadata and its own, which takes precedence`() {
    var logger = logger()
    logger[metadataKey: "request"] = "1"
    logger[metadataKey: "account"] = "acme"
    var other = logger
    other[metadataKey: "request"] = "2"
    logger.info("first")
    other.info("second", metadata: ["account": "other", "row": "3"])
    #expect(
      lines.text == "info first account=acme request=1\ninfo second account=other request=2 row=3")
  }

  @Test func `stores and returns a metadata provider`() {
    var handler = LineLogHandler(
      StreamLogHandler.standardError(label: "test"), level: level, escape: \.self)
    handler.metadataProvider = Logger.MetadataProvider { ["trace_id": "1"] }
    #expect(handler.metadataProvider?.get() == ["trace_id": "1"])
  }

  @Test func `follows its logger's level, or the shared level, which can change`() {
    let shared = logger()
    var own = logger()
    own.logLevel = .warning
    level.value = .error
    own.info("own 1")
    own.warning("own 2")
    shared.warning("shared 1")
    level.value = .debug
    shared.debug("shared 2")
    #expect(lines.text == "warning own 2 \ndebug shared 2 ")
  }

  @Test(arguments: Logger.Level.allCases)
  func `may have each level`(level: Logger.Level) {
    self.level.value = level
    #expect(logger().logLevel == level)
  }

  private struct Fault: Error, CustomStringConvertible {
    let description = "broken\ninfo all is well"
  }

  @Test func `is one line with one value for each field, for any values`() {
    logger().info(
      "a\nb", error: Fault(),
      metadata: [
        "path": "/x\nerror forged account=other", "list": .array(["a", "b\n"]), "x": "\\",
      ])
    #expect(
      lines.text == #"info a\nb error.message="broken\\ninfo all is well" error.type=Fault "#
        + #"list="[\"a\", \"b\\n\"]" path="/x\\nerror forged account=other" x=\"#)
  }
}
