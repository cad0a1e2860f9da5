import Scheduling
import Testing

@Suite("Scheduling: the format that a wrong pattern probably means", .timeLimit(.minutes(5)))
struct NearestFormatTests {
  @Test(arguments: [
    ("yyyy-MM-dd HH:mm", "HH:mm yyyy-MM-dd"), ("hh:mm yyyy-mm-dd", "HH:mm yyyy-MM-dd"),
    ("HH:mm:ss yyyy-MM-dd", "HH:mm yyyy-MM-dd"), ("yyyy-MM-dd'T'HH:mm:ss", "HH:mm yyyy-MM-dd"),
    ("yyyy-MM-dd", "HH:mm yyyy-MM-dd"), ("HH:mm yyyy/MM/dd", "HH:mm yyyy-MM-dd"),
    ("%Y-%m-%d %H:%M", "HH:mm yyyy-MM-dd"), ("%H:%M %F", "HH:mm yyyy-MM-dd"),
    ("yyyyMMdd HH:mm", "HH:mm yyyyMMdd"), ("HH:mm  yyyyMMdd", "HH:mm yyyyMMdd"),
    ("MM/dd/yyyy HH:mm", "HH:mm MM/dd/yyyy"), ("mm/dd/yyyy hh:mm a", "HH:mm MM/dd/yyyy"),
    ("M/d/yyyy h:mm tt", "HH:mm M/d/yyyy"), ("HH:mm MM-dd-yyyy", "HH:mm MM/dd/yyyy"),
    ("MM/DD/YY", "HH:mm MM/dd/yy"), ("HH:mm d/M/yyyy", "HH:mm dd/MM/yyyy"),
    ("dd.MM.yyyy HH:mm", "HH:mm dd/MM/yyyy"), ("DD/MM/YYYY HH:mm", "HH:mm dd/MM/yyyy"),
    ("09:00 2026-06-01", "HH:mm yyyy-MM-dd"), ("09:00 20260601", "HH:mm yyyyMMdd"),
    ("09:00 06/21/26", "HH:mm MM/dd/yy"),
  ])
  func isFound(text: String, format: String) {
    #expect(DateTimeFormat.nearest(to: text)?.rawValue == format)
  }

  @Test(arguments: [
    "", "default", "null", "🗓", "ISO8601", "yyyy", "HH:mm", "yyyy-dd-MM HH:mm", "09:00 06/01/2026",
    String(repeating: "yyyy-MM-dd", count: 10),
  ])
  func isNotInvented(text: String) {
    #expect(DateTimeFormat.nearest(to: text) == nil)
  }
}
