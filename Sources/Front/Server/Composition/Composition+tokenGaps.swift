extension Composition {
  /// A check of tokens that no setting enables.
  package struct TokenGap {
    /// The tokens that are accepted.
    package let message: String
    /// The settings to set, as the rest of a sentence.
    package let remedy: String
  }

  /// All gaps. The server logs them at start, and the doctor reports them.
  package func tokenGaps() throws -> [TokenGap] {
    var gaps: [TokenGap] = []
    if !(try issuerPlan().published.isEmpty), settings.text(.tokenAudience) == nil {
      gaps.append(
        TokenGap(
          message: "tokens that an issuer made for other services are accepted here",
          remedy: "set \(Setting.tokenAudience.variable)"))
    }
    gaps += [Setting.tokenKeys, .tokenSecret].filter(settings.isGiven).compactMap(gap)
    return gaps
  }

  /// The gap for keys that this installation was given. The local signing key has no gap, because
  /// it belongs to the operator.
  private func gap(of keys: Setting) -> TokenGap? {
    let open = [
      (Setting.tokenIssuer, "of any issuer"), (.tokenAudience, "for any audience"),
      (.tokenLongestLifetime, "of any lifetime"),
    ].filter { settings.text($0.0) == nil }
    guard !open.isEmpty else { return nil }
    return TokenGap(
      message: "tokens signed by \(keys.variable) are accepted "
        + open.map(\.1).joined(separator: ", "),
      remedy: "set \(open.map(\.0.variable).joined(separator: ", "))")
  }
}
