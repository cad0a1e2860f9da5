extension TimeZoneRelease {
  /// The zone that a text probably means; nil if none is similar.
  ///
  /// The text may have another letter case or punctuation, name only a city, or be misspelt. It may
  /// also be a name of Windows or Rails, or a common abbreviation. The comparison with every name
  /// takes about a millisecond.
  package func nearestName(to text: String) -> String? {
    guard text.utf8.count <= Self.maximumNameLength, !Self.isOffset(text) else { return nil }
    let lowercased = text.lowercased()
    if let name = names.first(where: { $0.lowercased() == lowercased }) { return name }
    let key = Self.key(of: text)
    guard !key.isEmpty else { return nil }
    if let name = CommonZoneNames.zone(ofKey: key), names.contains(name) { return name }
    let city = Self.key(of: Self.city(of: text))
    return shortest { Self.key(of: $0) == key }
      ?? shortest { Self.key(of: Self.city(of: $0)) == city } ?? misspelt(key)
  }

  /// Whether a text is an offset such as `+02:00` or `UTC-5`, which does not identify a zone.
  package static func isOffset(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return zip(bytes, bytes.dropFirst()).contains { sign, digit in
      (sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")) && isDigit(digit)
    }
  }

  private func shortest(where isMeant: (String) -> Bool) -> String? {
    names.filter(isMeant).min { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
  }

  /// The most similar name of a misspelt key. At most a quarter of the letters can be wrong.
  private func misspelt(_ key: String) -> String? {
    let nearest =
      names
      .map { (distance: EditDistance.between(key, Self.key(of: $0)), name: $0) }
      .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
    guard let nearest, key.utf8.count >= 4, nearest.distance <= key.utf8.count / 4 else {
      return nil
    }
    return nearest.name
  }

  private static func city(of name: String) -> Substring {
    name.split(separator: "/").last ?? ""
  }

  /// Letters and digits in lower case.
  private static func key(of text: some StringProtocol) -> String {
    String(decoding: text.lowercased().utf8.filter { isLetter($0) || isDigit($0) }, as: UTF8.self)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
