/// The requirements for an RSA public key. Both numbers are big-endian.
enum RSAStrength {
  /// The accepted lengths of a modulus in bits. Shorter ones are weak (RFC 7518 section 3.3);
  /// longer ones only cost time.
  static let modulusBits = 2048...8192

  /// Whether the key is neither weak nor needlessly large: a modulus of `modulusBits`, an odd
  /// exponent of at least 3, and no ROCA fingerprint.
  static func isSufficient(modulus: [UInt8], exponent: [UInt8]) -> Bool {
    let modulus = modulus.drop { $0 == 0 }
    let exponent = exponent.drop { $0 == 0 }
    guard let top = modulus.first, let last = exponent.last else { return false }
    let bits = modulus.count * 8 - top.leadingZeroBitCount
    return modulusBits.contains(bits) && last & 1 == 1 && (exponent.count > 1 || last >= 3)
      && !hasROCAFingerprint(modulus)
  }

  /// Whether the flawed library of CVE-2017-15361 generated the modulus, so that it can be
  /// factored.
  ///
  /// Such a modulus is a power of 65537 modulo each of these primes (Nemec et al., "The Return of
  /// Coppersmith's Attack", section 3.2). Any other key matches once in 2^27.
  private static func hasROCAFingerprint(_ modulus: ArraySlice<UInt8>) -> Bool {
    let primes = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157]
    return primes.allSatisfy { prime in
      let remainder = modulus.reduce(0) { ($0 << 8 | Int($1)) % prime }
      var power = 1
      repeat {
        if power == remainder { return true }
        power = power * 65537 % prime
      } while power != 1
      return false
    }
  }
}
