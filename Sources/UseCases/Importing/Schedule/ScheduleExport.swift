package import Scheduling

/// Writes the times of stored events as cells of a schedule file. Importing the file in the same
/// zone and format stores the same events.
package struct ScheduleExport: Sendable {
  /// The zone of the cells.
  package let zone: TimeZoneRules
  /// The format of the cells.
  package let format: DateTimeFormat

  /// An export in a zone and a format.
  package init(zone: TimeZoneRules, format: DateTimeFormat) {
    self.zone = zone
    self.format = format
  }

  /// Why a time cannot be written.
  package struct Obstacle: Error, Hashable {
    /// Why a cell with this time does not exist, or means another time.
    package enum Reason: Hashable, Sendable {
      /// The year is not in the range 2000 to 2099.
      case year
      /// The time is not at a full minute.
      case seconds
      /// The minute occurs twice, and an import would choose the other occurrence.
      case otherPass
    }

    /// Start Time or End Time.
    package let column: ScheduleColumn
    /// The local time in the zone, with its second.
    package let reading: LocalReading
    /// Why the time cannot be written.
    package let reason: Reason
  }

  /// The Start Time and End Time of an event.
  ///
  /// Each cell is read back with the rules of an import.
  package func cells(start: Instant, end: Instant) throws(Obstacle) -> (start: String, end: String)
  {
    (
      try cell(.startTime, start, endingAfter: nil), try cell(.endTime, end, endingAfter: start)
    )
  }

  private func cell(
    _ column: ScheduleColumn, _ instant: Instant, endingAfter start: Instant?
  ) throws(Obstacle) -> String {
    let reading = zone.local(at: instant)
    func obstacle(_ reason: Obstacle.Reason) -> Obstacle {
      Obstacle(column: column, reading: reading, reason: reason)
    }
    guard reading.second == 0 else { throw obstacle(.seconds) }
    guard reading.dateTime.isInScheduleYears,
      let text = format.string(from: reading.dateTime)
    else { throw obstacle(.year) }
    let bytes = Array(text.utf8)
    guard let local = bytes.withUnsafeBufferPointer({ try? format.parse($0) }),
      zone.resolve(local).instant(endingAfter: start) == instant
    else { throw obstacle(.otherPass) }
    return text
  }
}

extension ScheduleExport {
  /// Sentences for the operator: why a time cannot be written, and the fix.
  package func sentences(for obstacle: Obstacle) -> String {
    let time = "The \(obstacle.column.title) \(obstacle.reading.dateTime)"
    switch obstacle.reason {
    case .year:
      let range = LocalDateTime.scheduleYears
      let years = "\(range.lowerBound)–\(range.upperBound)"
      return """
        \(time) is outside the years \(years) that an import accepts. Leave the event out: give the \
        first day with --from and the day after the last with --to, for example --from 2000-01-01 \
        --to 2099-12-31.
        """
    case .seconds:
      return """
        \(time) is not at a full minute in \(zone.name), and a schedule file has no seconds. \
        Export with the --time-zone that the event was imported with, or leave it out with --from \
        and --to.
        """
    case .otherPass:
      return """
        \(time) occurs twice in \(zone.name), because the clocks go back, and an import would store \
        the other occurrence. Export with --time-zone UTC, where each minute occurs once, and import \
        the file with the time zone UTC.
        """
    }
  }
}
