package import Logging

/// Hands to another handler only what is one line and no terminal obeys, at a level that all loggers
/// of the process share.
///
/// `StreamLogHandler` writes what it is given: a line feed in a value would begin a line that the
/// sender has made up, and a blank another field. It also words a logger's metadata whenever a value
/// is set, which is several times a request; here that happens when something is logged.
package struct LineLogHandler: LogHandler {
  package var metadata: Logger.Metadata = [:]
  private var base: any LogHandler
  private let level: SharedLogLevel
  /// Of this logger alone.
  private var ownLevel: Logger.Level?
  private let escape: @Sendable (String) -> String

  /// - Parameter escape: gives the text back without characters that break a line or that a terminal
  ///   obeys.
  package init(
    _ base: any LogHandler, level: SharedLogLevel, escape: @escaping @Sendable (String) -> String
  ) {
    self.base = base
    self.level = level
    self.escape = escape
  }

  package var logLevel: Logger.Level {
    get { ownLevel ?? level.value }
    set { ownLevel = newValue }
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
    var fields = metadata.merging(event.metadata ?? [:]) { _, explicit in explicit }
    if let error = event.error {
      fields["error.message"] = "\(error)"
      fields["error.type"] = "\(type(of: error))"
      event.error = nil
    }
    event.metadata = fields.mapValues { .string(field("\($0)")) }
    event.message = "\(escape("\(event.message)"))"
    base.log(event: event)
  }

  /// The value as one field of the line: quoted where it has a blank or a quote, after logfmt.
  private func field(_ value: String) -> String {
    let text = escape(value)
    guard text.utf8.contains(where: { $0 == 0x20 || $0 == 0x22 }) else { return text }
    let inner = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(inner)\""
  }
}
