extension IssuerKeys {
  /// Visits the issuer once, for an operator who wants to know whether it answers. Keeps nothing.
  ///
  /// - Returns: how many keys it publishes that can be used, at least 1.
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
