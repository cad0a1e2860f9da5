/// Bounds how often clients' secrets may be guessed at the token endpoint.
///
/// Only failures count. An address may fail `perAddress` times a minute, a client `perClient` times
/// a minute from all addresses together. Over a client's bound, an address that has not failed with
/// this client itself still gets `perPair` tries a minute: so a stranger who keeps failing shuts out
/// his own addresses, and never the client that knows its secret and calls from another one.
/// What remains for guessing, a few tries for each address, is nothing against 256 random bits.
///
/// Unknown clients are counted like known ones, so that a 429 says nothing about which exist. The
/// counts are this process's, of at most `mostCounted` addresses, clients and pairs of the last minute
/// each. The failures of any more are counted together and refuse nobody, or a stranger with that many
/// addresses could shut out all others; `AddressRateMiddleware` still bounds them. Requests that are under way at once are not counted against each other.
package struct FailedAuthentications: Sendable {
  package static let perAddress = 60
  package static let perClient = 60
  package static let perPair = 5
  package static let mostCounted = 65_536

  private let addresses: RateLimiter
  private let clients: RateLimiter
  private let pairs: RateLimiter

  /// - Parameter now: the clock.
  package init(now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }) {
    func limiter(_ perMinute: Int) -> RateLimiter {
      RateLimiter(perMinute: perMinute, mostBuckets: Self.mostCounted, now: now)
    }
    addresses = limiter(Self.perAddress)
    clients = limiter(Self.perClient)
    pairs = limiter(Self.perPair)
  }

  /// The whole seconds until this client may be tried again from this address; nil for now.
  package func wait(client: String, address: IPAddress?) -> Int? {
    let network = address?.holder ?? []
    if let seconds = addresses.wait(for: network) { return seconds }
    guard let seconds = clients.wait(for: Array(client.utf8)) else { return nil }
    return pairs.wait(for: Self.pair(network, client)).map { min($0, seconds) }
  }

  /// Counts a failure.
  package func record(client: String, address: IPAddress?) {
    let network = address?.holder ?? []
    addresses.take(network)
    clients.take(client)
    pairs.take(Self.pair(network, client))
  }

  /// How many addresses, clients and pairs are counted.
  package var counted: [Int] { [addresses, clients, pairs].map(\.bucketCount) }

  private static func pair(_ network: [UInt8], _ client: String) -> [UInt8] {
    // No byte of UTF-8 text is 0xFF, so the client begins behind the last one.
    network + [0xFF] + client.utf8
  }
}
