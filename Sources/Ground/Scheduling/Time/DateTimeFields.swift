/// The numbers of a cell: perhaps no date and time that exists.
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

  /// Nil if there is no such date or time.
  package var local: LocalDateTime? {
    LocalDateTime(
      year: date.year, month: date.month, day: date.day, hour: hour, minute: minute)
  }
}
