/// One address, or all addresses that begin with the same bits, such as `10.0.0.0/8`.
struct IPNetwork: Sendable {
  private let address: IPAddress
  private let bits: Int

  init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPAddress(String(parts[0])) else { return nil }
    let longest = address.bytes.count * 8
    if parts.count == 1 {
      bits = longest
    } else {
      guard let bits = Int(parts[1]), (0...longest).contains(bits) else { return nil }
      self.bits = bits
    }
    self.address = address
  }

  func contains(_ other: IPAddress) -> Bool {
    guard other.bytes.count == address.bytes.count else { return false }
    let whole = bits / 8
    guard other.bytes.prefix(whole) == address.bytes.prefix(whole) else { return false }
    let rest = bits % 8
    guard rest > 0 else { return true }
    return (other.bytes[whole] ^ address.bytes[whole]) >> (8 - rest) == 0
  }
}
