/// For how long fetched keys count as fresh, by what their response says (RFC 9111 section 4.2).
package enum FreshnessLifetime {
  /// Where a response says nothing.
  package static let usual = Duration.seconds(600)
  /// What an issuer can choose: fetching more often would load it, less often would believe a key
  /// for long that it took away.
  package static let bounds = Duration.seconds(60)...Duration.seconds(3600)

  /// - Parameters:
  ///   - cacheControl: the values of all fields Cache-Control.
  ///   - age: the field Age: how long caches on the way have kept the response, in seconds.
  package static func of(cacheControl: [String], age: String?) -> Duration {
    let directives: [String] = cacheControl.joined(separator: ",").lowercased()
      .split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" && $0 != "\"" } }
    if directives.contains("no-store") || directives.contains("no-cache") {
      return bounds.lowerBound
    }
    guard let directive = directives.first(where: { $0.hasPrefix("max-age=") }),
      let maximum = seconds(directive.dropFirst("max-age=".count))
    else { return usual }
    let left = Duration.seconds(maximum) - .seconds(age.flatMap { seconds($0[...]) } ?? 0)
    return min(max(left, bounds.lowerBound), bounds.upperBound)
  }

  /// RFC 9111 section 1.2.2: digits only, of which too many stand for a large number.
  private static func seconds(_ text: Substring) -> Int32? {
    guard !text.isEmpty,
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int32(text) ?? .max
  }
}
