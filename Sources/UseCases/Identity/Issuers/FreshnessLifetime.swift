/// How long fetched keys are fresh, by their response's fields (RFC 9111 section 4.2).
package enum FreshnessLifetime {
  /// The lifetime if the response specifies none.
  package static let usual = Duration.seconds(600)
  /// The range of accepted lifetimes. Shorter lifetimes would burden the issuer. Longer lifetimes
  /// would trust a withdrawn key for too long.
  package static let bounds = Duration.seconds(60)...Duration.seconds(3600)

  /// The lifetime of a response.
  ///
  /// - Parameters:
  ///   - cacheControl: the values of all Cache-Control fields.
  ///   - age: the field Age: how long caches have kept the response, in seconds.
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

  /// Reads digits only. A number that is too large becomes the largest number (RFC 9111 section
  /// 1.2.2).
  private static func seconds(_ text: Substring) -> Int32? {
    guard !text.isEmpty,
      text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    return Int32(text) ?? .max
  }
}
