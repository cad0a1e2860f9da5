/// The `tracestate` field of W3C Trace Context (Recommendation of 2021-11-23, section 3.3): data
/// that vendors of tracing systems exchange. It is passed on unchanged.
enum TraceState {
  /// The most members of the list.
  static let mostMembers = 32

  /// The values of all fields as one list, without empty members and surrounding blanks.
  ///
  /// - Returns: an empty text if there are no members, or if one is malformed: then all are
  ///   dropped.
  static func joined(_ values: [String]) -> String {
    let members = values.flatMap { $0.split(separator: ",") }
      .map { $0.trimmingBlanks }.filter { !$0.isEmpty }
    guard members.count <= mostMembers, members.allSatisfy(isMember) else { return "" }
    return members.joined(separator: ",")
  }

  private static func isMember(_ member: Substring) -> Bool {
    guard let equals = member.utf8.firstIndex(of: UInt8(ascii: "=")) else { return false }
    return isKey(member.utf8[..<equals]) && isValue(member.utf8[equals...].dropFirst())
  }

  /// A system's name, or a tenant and a system.
  private static func isKey(_ key: Substring.UTF8View) -> Bool {
    let parts = key.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    switch parts.count {
    case 1: return isName(parts[0], longest: 256)
    case 2: return isName(parts[0], longest: 241, digitFirst: true) && isName(parts[1], longest: 14)
    default: return false
    }
  }

  private static func isName(
    _ name: Substring.UTF8View.SubSequence, longest: Int, digitFirst: Bool = false
  ) -> Bool {
    guard (1...longest).contains(name.count), let first = name.first else { return false }
    return (isLetter(first) || digitFirst && isDigit(first))
      && name.allSatisfy { isLetter($0) || isDigit($0) || "_-*/".utf8.contains($0) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Whether the value is printable ASCII without comma and equals sign, and does not end in a
  /// blank.
  private static func isValue(_ value: Substring.UTF8View.SubSequence) -> Bool {
    (1...256).contains(value.count) && value.last != 0x20
      && value.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x2C && $0 != 0x3D }
  }
}

extension Substring {
  /// Without optional white space (RFC 9110, section 5.6.3) at its ends.
  fileprivate var trimmingBlanks: Substring {
    let rest = drop { $0 == " " || $0 == "\t" }
    let length = rest.reversed().drop { $0 == " " || $0 == "\t" }.count
    return rest.prefix(length)
  }
}
