/// Bounds how often client secrets can be guessed at the token endpoint.
///
/// Only failures count: 60 per minute per address, and 60 per minute per client from all addresses
/// together. A client over its limit still gets 5 attempts per minute from each address that has
/// not failed with this client. So an attacker locks out the attacker's own addresses, and not the
/// client that knows its secret and calls from another address. A few guesses from each address are
/// no threat to 256 random bits.
///
/// Unknown clients are counted like known ones, so that a 429 does not tell which clients exist.
/// Each process counts the last minute of at most `mostCounted` addresses, clients and pairs. All
/// others share a bucket that rejects no request. Otherwise an attacker with that many addresses
/// could lock out everybody else. `AddressRateMiddleware` still bounds them. Requests that run
/// concurrently are not counted against each other.
package struct FailedAuthentications: Sendable {
  /// Failures per minute of an address, or of a /64 network of IPv6.
  package static let perAddress = 60
  /// Failures per minute of a client, from all addresses together.
  package static let perClient = 60
  /// Failures per minute of a client from one address, once the client is over its limit.
  package static let perPair = 5
  /// The most addresses, the most clients and the most pairs that are counted separately.
  package static let mostCounted = 65_536

  private let addresses: RateLimiter
  private let clients: RateLimiter
  private let pairs: RateLimiter

  /// - Parameter now: a monotonic clock.
  package init(now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }) {
    func limiter(_ perMinute: Int) -> RateLimiter {
      RateLimiter(perMinute: perMinute, mostBuckets: Self.mostCounted, now: now)
    }
    addresses = limiter(Self.perAddress)
    clients = limiter(Self.perClient)
    pairs = limiter(Self.perPair)
  }

  /// Whole seconds until the client may authenticate again from this address; nil if it may now.
  ///
  /// - Parameter network: the value of `IPAddress.holder`; empty for a connection without an
  ///   address.
  package func wait(client: String, network: [UInt8]) -> Int? {
    if let seconds = addresses.wait(for: network) { return seconds }
    guard let seconds = clients.wait(for: Array(client.utf8)) else { return nil }
    return pairs.wait(for: Self.pair(network, client)).map { min($0, seconds) }
  }

  /// Counts a failure of the client from this address.
  package func record(client: String, network: [UInt8]) {
    addresses.take(network)
    clients.take(client)
    pairs.take(Self.pair(network, client))
  }

  /// The numbers of addresses, clients and pairs that are counted now.
  package var counted: [Int] { [addresses, clients, pairs].map(\.bucketCount) }

  private static func pair(_ network: [UInt8], _ client: String) -> [UInt8] {
    // No byte of UTF-8 text is 0xFF, so the client starts after the last 0xFF.
    network + [0xFF] + client.utf8
  }
}
