import Scheduling

/// Sentences about wrong values in an upload form.
enum FormValues {
  static func timeZoneProblem(_ received: String, in zones: TimeZoneDatabase) -> FormProblem {
    let hint =
      if TimeZoneRelease.isOffset(received) {
        "An offset does not say when clocks change: send a city's zone, such as America/New_York."
      } else if let nearest = zones.release.nearestName(to: received) {
        "Did you mean \(nearest)?"
      } else {
        "Send a name such as America/New_York or UTC."
      }
    return FormProblem(
      field: "time_zone",
      description:
        "The time zone \(ShownText.quoted(received)) is not an IANA time zone name. \(hint)")
  }

  static func dateFormatProblem(_ received: String) -> FormProblem {
    let formats = DateTimeFormat.allCases.map(\.rawValue).joined(separator: ", ")
    let hint = DateTimeFormat.nearest(to: received).map { " Did you mean \($0.rawValue)?" } ?? ""
    return FormProblem(
      field: "date_format",
      description: """
        The date format \(ShownText.quoted(received)) is not supported.\(hint) \
        Use one of these formats: \(formats).
        """)
  }
}
