package import Store

extension MasterKey {
  /// Whether this is the master key that the stored key was made under.
  ///
  /// - Throws: `cannotOpen`
  package func check(_ key: SigningKeyRepository.Key) throws(SigningKeyFault) {
    _ = try open(key.sealedPrivateKey, id: key.id)
  }
}
