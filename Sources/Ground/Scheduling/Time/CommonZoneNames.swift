/// Time zone names that are not IANA names: names of Windows and Rails, and abbreviations.
enum CommonZoneNames {
  /// - Parameter key: the letters and digits of a name, in lower case.
  static func zone(ofKey key: String) -> String? {
    zones[key.replacing("daylight", with: "standard")]
  }

  /// An ambiguous abbreviation means the zone with the most people.
  private static let zones: [String: String] = {
    var zones: [String: String] = [:]
    for (zone, keys) in keys {
      for key in keys.split(separator: " ") { zones[String(key)] = zone }
    }
    return zones
  }()

  private static let keys: [(zone: String, keys: String)] = [
    ("America/New_York", "et edt est5 eastern easterntime easternstandardtime easterntimeuscanada"),
    ("America/Chicago", "ct cst cdt central centraltime centralstandardtime centraltimeuscanada"),
    ("America/Denver", "mt mdt mountaintime mountainstandardtime mountaintimeuscanada"),
    ("America/Los_Angeles", "pt pst pdt pacifictime pacificstandardtime pacifictimeuscanada"),
    ("America/Phoenix", "arizona usmountainstandardtime"),
    ("America/Halifax", "ast adt atlantictime atlanticstandardtime atlantictimecanada"),
    ("America/Sao_Paulo", "brt brasilia esouthamericastandardtime"),
    ("America/Bogota", "sapacificstandardtime"),
    ("Europe/London", "bst uk gmtstandardtime"),
    ("Europe/Berlin", "cest mez mesz weuropestandardtime"),
    ("Europe/Paris", "romancestandardtime"),
    ("Europe/Budapest", "centraleuropestandardtime"),
    ("Europe/Warsaw", "centraleuropeanstandardtime"),
    ("Europe/Helsinki", "eest flestandardtime"),
    ("Europe/Bucharest", "gtbstandardtime"),
    ("Europe/Istanbul", "trt turkeystandardtime"),
    ("Europe/Moscow", "msk russianstandardtime"),
    ("Africa/Johannesburg", "sast southafricastandardtime"),
    ("Africa/Cairo", "egyptstandardtime"),
    ("Asia/Dubai", "gst arabianstandardtime"),
    ("Asia/Riyadh", "arabstandardtime"),
    ("Asia/Karachi", "pkt pakistanstandardtime"),
    ("Asia/Kolkata", "ist indiastandardtime"),
    ("Asia/Bangkok", "ict seasiastandardtime"),
    ("Asia/Singapore", "sgt singaporestandardtime"),
    ("Asia/Manila", "pht"),
    ("Asia/Shanghai", "beijing chinastandardtime"),
    ("Asia/Tokyo", "jst tokyostandardtime"),
    ("Asia/Seoul", "kst koreastandardtime"),
    ("Australia/Brisbane", "eaustraliastandardtime"),
    ("Australia/Sydney", "aest aedt auseasternstandardtime"),
    ("Australia/Adelaide", "acst acdt cenaustraliastandardtime"),
    ("Australia/Perth", "awst waustraliastandardtime"),
    ("Pacific/Auckland", "nzst nzdt newzealandstandardtime"),
    ("UTC", "z coordinateduniversaltime"),
  ]
}
