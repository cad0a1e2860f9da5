package import Logging

/// Writes what another handler writes, but words a logger's metadata only when something is logged.
/// `StreamLogHandler` does it whenever a value is set, which is several times a request.
package struct DeferredLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  private var base: any LogHandler

  package init(_ base: any LogHandler) { self.base = base }

  package var logLevel: Logger.Level {
    get { base.logLevel }
    set { base.logLevel = newValue }
  }

  package var metadataProvider: Logger.MetadataProvider? {
    get { base.metadataProvider }
    set { base.metadataProvider = newValue }
  }

  package subscript(metadataKey key: String) -> Logger.MetadataValue? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    var event = event
    event.metadata = metadata.merging(event.metadata ?? [:]) { _, explicit in explicit }
    base.log(event: event)
  }
}
