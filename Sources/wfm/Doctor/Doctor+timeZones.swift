import Foundation
import Scheduling

/// The tz database.
extension Doctor {
  private static let remedy = "Install or update the package tzdata, or set TZDIR to its folder."

  func timeZoneFindings() -> [Finding] {
    do throws(TimeZoneFault) {
      let zones = try TimeZoneDatabase()
      _ = try zones.zone(named: "America/New_York")
      let version = Self.version(in: zones.directory)
      let year = Calendar(identifier: .gregorian).component(.year, from: Date())
      return [Self.finding(version: version, in: zones.directory, year: year)]
    } catch {
      return [.problem("time zones", Self.text(of: error), remedy: Self.remedy)]
    }
  }

  /// - Parameter year: the current one. A database two years old lacks rules that are in force.
  static func finding(version: String?, in directory: String, year: Int) -> Finding {
    guard let version else { return .note("time zones", "\(directory), of an unknown version") }
    guard let made = Int(version.prefix(4)), made <= year - 2 else {
      return .ok("time zones", "\(version) in \(directory)")
    }
    return .problem(
      "time zones", "\(directory) is of \(made), version \(version)",
      remedy: "Install or update the package tzdata.")
  }

  /// - Parameter names: of the zones that imports were uploaded with.
  func zoneFindings(of names: [String]) -> [Finding] {
    guard let zones = try? TimeZoneDatabase() else { return [] }
    let unknown = names.filter { (try? zones.zone(named: $0)) == nil }
    guard !unknown.isEmpty else {
      return [.ok("zones", "all \(names.count) of the stored imports are known")]
    }
    return [
      .problem(
        "zones", "imports have zones that are not known here: \(unknown.joined(separator: ", "))",
        remedy: Self.remedy)
    ]
  }

  /// Such as 2026b: the first line of `tzdata.zi`, or `+VERSION`.
  private static func version(in directory: String) -> String? {
    for file in ["tzdata.zi", "+VERSION"] {
      guard let handle = FileHandle(forReadingAtPath: "\(directory)/\(file)"),
        let start = try? handle.read(upToCount: 64)
      else { continue }
      let text = String(decoding: start, as: UTF8.self)
      if let found = text.firstMatch(of: /(20\d\d[a-z]+)/) { return String(found.1) }
    }
    return nil
  }

  private static func text(of fault: TimeZoneFault) -> String {
    switch fault {
    case .databaseMissing(let searched):
      "there is no tz database in \(searched.joined(separator: ", "))"
    case .unknownZone(let name): "the tz database lacks the zone \(name)"
    case .unreadableData(let zone, let reason): "the zone \(zone) cannot be read: \(reason)"
    }
  }
}
