extension IssuerKeys {
  /// Fetches the issuer's keys once, to tell an operator whether it answers, and discards them.
  ///
  /// - Returns: the number of usable keys that the issuer publishes, at least 1.
  package func probe() async throws(IssuerFault) -> Int {
    let set = try await visit.keySet()
    do throws(KeyFault) {
      var keys = VerificationKeys()
      _ = try keys.add(jwks: set.document.body)
      return keys.count
    } catch {
      throw .keys(url: set.url.text, error)
    }
  }
}
