package import Store

extension MasterKey {
  /// Returns if this master key encrypted the stored key.
  ///
  /// - Throws: `cannotOpen` if another master key did.
  package func check(_ key: SigningKeyRepository.Key) throws(SigningKeyFault) {
    _ = try open(key.sealedPrivateKey, id: key.id)
  }
}
