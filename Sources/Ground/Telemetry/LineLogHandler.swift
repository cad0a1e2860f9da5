package import Logging

/// Passes each record to another handler as one line without control characters, at a level that
/// all loggers of the process share.
///
/// `StreamLogHandler` does not escape values: a line feed in one would start a forged line, and a
/// blank a forged field. It also formats a logger's metadata whenever a value is set, several times
/// per request; this handler formats it only when a record is logged.
package struct LineLogHandler: LogHandler {
  /// The metadata of this logger, added to each record.
  package var metadata: Logger.Metadata = [:]
  private var base: any LogHandler
  private let level: SharedLogLevel
  /// The level of this logger alone; nil for the shared one.
  private var ownLevel: Logger.Level?
  private let escape: @Sendable (String) -> String

  /// - Parameters:
  ///   - base: the handler that writes the lines.
  ///   - level: the level that all loggers share.
  ///   - escape: returns the text without characters that break a line or control a terminal.
  package init(
    _ base: any LogHandler, level: SharedLogLevel, escape: @escaping @Sendable (String) -> String
  ) {
    self.base = base
    self.level = level
    self.escape = escape
  }

  /// The level of this logger, the shared one unless it was set.
  package var logLevel: Logger.Level {
    get { ownLevel ?? level.value }
    set { ownLevel = newValue }
  }

  /// The metadata provider of the base handler.
  package var metadataProvider: Logger.MetadataProvider? {
    get { base.metadataProvider }
    set { base.metadataProvider = newValue }
  }

  /// A value of this logger's metadata.
  package subscript(metadataKey key: String) -> Logger.MetadataValue? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Escapes the record and passes it on.
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

  /// The value as one field of the line: quoted if it has a blank or a quote, as in logfmt.
  private func field(_ value: String) -> String {
    let text = escape(value)
    guard text.utf8.contains(where: { $0 == 0x20 || $0 == 0x22 }) else { return text }
    let inner = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(inner)\""
  }
}
