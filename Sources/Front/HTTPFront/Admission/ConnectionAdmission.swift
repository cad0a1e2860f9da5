package import Logging
package import NIOCore
import Synchronization

/// Bounds how many connections, and requests of HTTP/2, one client holds, so that the others find room.
/// Counts, for a whole server, what each client has open.
package final class ConnectionAdmission: Sendable {
  private struct State {
    var open: [[UInt8]: Int] = [:]
    var streams: [[UInt8]: Int] = [:]
    var warned: ContinuousClock.Instant?
  }

  /// How often the log says that somebody is over the limit.
  private static let warningInterval = Duration.seconds(60)

  private let limit: Int
  private let streamLimit: Int
  private let proxies: TrustedProxies
  private let state = Mutex(State())

  /// - Parameters:
  ///   - limit: connections of a client, at least 1.
  ///   - streamLimit: open streams of a client over all its connections of HTTP/2, at least 1.
  ///   - proxies: speak for many clients and are not bounded.
  package init(limit: Int, streamLimit: Int = 48, proxies: TrustedProxies) {
    self.limit = limit
    self.streamLimit = streamLimit
    self.proxies = proxies
  }

  /// Counts the connection until it closes.
  ///
  /// - Returns: whether its client may have it; one that may not is not counted.
  package func admit(_ channel: any Channel, logger: Logger) -> Bool {
    guard let address = boundedAddress(channel.remoteAddress) else { return true }
    let holder = address.holder
    let now = ContinuousClock.now
    let (isAdmitted, warns) = state.withLock { state -> (Bool, Bool) in
      if state.open[holder, default: 0] < limit {
        state.open[holder, default: 0] += 1
        return (true, false)
      }
      if let warned = state.warned, now < warned + Self.warningInterval { return (false, false) }
      state.warned = now
      return (false, true)
    }
    if warns {
      logger.warning(
        "connections of one client over the limit are closed",
        metadata: ["remote_address": "\(address.text)", "limit": "\(limit)"])
    }
    if isAdmitted { channel.closeFuture.whenComplete { _ in self.release(holder) } }
    return isAdmitted
  }

  private func release(_ holder: [UInt8]) {
    state.withLock { Self.lower(&$0.open[holder]) }
  }

  private static func lower(_ count: inout Int?) {
    let rest = (count ?? 1) - 1
    count = rest > 0 ? rest : nil
  }

  private func boundedAddress(_ peer: SocketAddress?) -> IPAddress? {
    IPAddress(peer).flatMap { proxies.contains($0) ? nil : $0 }
  }

  // MARK: Streams

  /// Under whose name the streams of a connection are counted; nil if they are not bounded.
  func boundedHolder(_ peer: SocketAddress?) -> [UInt8]? { boundedAddress(peer)?.holder }

  /// - Returns: whether the client may have one more; it is counted until `releaseStream` then.
  func admitStream(of holder: [UInt8]) -> Bool {
    state.withLock { state in
      guard state.streams[holder, default: 0] < streamLimit else { return false }
      state.streams[holder, default: 0] += 1
      return true
    }
  }

  func releaseStream(of holder: [UInt8]) {
    state.withLock { Self.lower(&$0.streams[holder]) }
  }
}
