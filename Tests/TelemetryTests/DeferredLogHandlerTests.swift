import Logging
import Telemetry
import TestSupport
import Testing

@Suite("A deferred log handler", .timeLimit(.minutes(5)))
struct DeferredLogHandlerTests {
  @Test func `hands on the logger's metadata and the line's, which counts more`() {
    let lines = LogLines()
    var logger = Logger(label: "test") { _ in DeferredLogHandler(lines.logger.handler) }
    logger[metadataKey: "request"] = "1"
    logger[metadataKey: "account"] = "acme"
    var other = logger
    other[metadataKey: "request"] = "2"
    logger.info("first")
    other.info("second", metadata: ["account": "other", "row": "3"])
    #expect(
      lines.text == "info first account=acme request=1\ninfo second account=other request=2 row=3")
  }

  @Test func `takes a provider of metadata, and gives it back`() {
    var handler = DeferredLogHandler(StreamLogHandler.standardError(label: "test"))
    handler.metadataProvider = Logger.MetadataProvider { ["trace_id": "1"] }
    #expect(handler.metadataProvider?.get() == ["trace_id": "1"])
  }

  @Test func `keeps to its level`() {
    let lines = LogLines()
    var logger = Logger(label: "test") { _ in DeferredLogHandler(lines.logger.handler) }
    logger.logLevel = .warning
    logger.info("first")
    logger.warning("second")
    #expect(lines.text == "warning second ")
  }
}
