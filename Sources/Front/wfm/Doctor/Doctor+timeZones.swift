import Foundation
import Scheduling
import Server
import Store

/// The time zone rules.
extension Doctor {
  private static let remedy = "Install or update the package tzdata, or set TZDIR to its folder."

  func timeZoneFindings() -> [Finding] {
    do throws(TimeZoneFault) {
      let zones = try composition.timeZones()
      _ = try zones.zone(named: "America/New_York")
      let now = Instant(secondsSince1970: Int64(Date().timeIntervalSince1970))
      return [Self.finding(version: zones.release.version, in: zones.directory, now: now)]
    } catch {
      return [.problem("time zones", Self.text(of: error), remedy: Self.remedy)]
    }
  }

  /// The age limit of rules, in days. Rules that are two years old lack changes that are in force.
  private static let tooOld: Int64 = 730

  static func finding(
    version: TimeZoneVersion, in directory: String, now: Instant
  ) -> Finding {
    let message = "\(version) in \(directory)"
    guard version.isOld(at: now) else { return .ok("time zones", message) }
    let age = version.age(at: now)
    let oldMessage =
      "\(message) is at least \(age) days old; countries may have changed their rules"
    return age > tooOld
      ? .problem("time zones", oldMessage, remedy: "Install or update the package tzdata.")
      : .note("time zones", oldMessage, remedy: "Update the package tzdata.")
  }

  /// - Parameter uses: the rules of all running processes.
  func ruleFindings(of uses: [TimeZoneRulesRepository.Use]) -> [Finding] {
    guard let own = (try? composition.timeZones())?.release.version else { return [] }
    let others = uses.filter { $0.version.differs(from: own) }
    guard !others.isEmpty else {
      return [.ok("time zone rules", "the same here and in \(uses.count) running processes")]
    }
    let list = others.map { "\($0.version) in \($0.host)" }.joined(separator: ", ")
    return [
      .problem(
        "time zone rules",
        "\(own) here, but \(list): importing a file twice may store its events twice",
        remedy: "Update tzdata on every machine. Running processes reload it within 30 s.")
    ]
  }

  /// - Parameter names: the time zones of the stored imports.
  func zoneFindings(of names: [String]) -> [Finding] {
    guard let zones = try? composition.timeZones() else { return [] }
    let unknown = names.filter { (try? zones.zone(named: $0)) == nil }
    guard !unknown.isEmpty else {
      return [.ok("zones", "all \(names.count) time zones of the stored imports are known")]
    }
    return [
      .problem(
        "zones",
        "stored imports have time zones that are unknown here: \(unknown.joined(separator: ", "))",
        remedy: Self.remedy)
    ]
  }

  private static func text(of fault: TimeZoneFault) -> String {
    switch fault {
    case .databaseMissing(let searched):
      "no time zone files were found in \(searched.joined(separator: ", "))"
    case .unknownZone(let name): "the time zone files lack \(name)"
    case .unreadableData(let zone, let reason): "the time zone \(zone) cannot be read: \(reason)"
    }
  }
}
