/// The numbers in a cell. The date and time may not exist.
package struct DateTimeFields: Hashable, Sendable {
  /// The day.
  package let date: CalendarDate
  /// 0 to 23 in a valid text.
  package let hour: Int
  /// 0 to 59 in a valid text.
  package let minute: Int

  /// The fields of a text.
  package init(date: CalendarDate, hour: Int, minute: Int) {
    self.date = date
    self.hour = hour
    self.minute = minute
  }

  /// The local time; nil if the date or time does not exist.
  package var local: LocalDateTime? {
    LocalDateTime(
      year: date.year, month: date.month, day: date.day, hour: hour, minute: minute)
  }
}
