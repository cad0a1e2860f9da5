package import Logging
package import NIOCore
import Synchronization

/// Limits each client's connections and open HTTP/2 streams across the whole server, so that one
/// client cannot exclude the others.
package final class ConnectionAdmission: Sendable {
  private struct State {
    var open: [[UInt8]: Int] = [:]
    var streams: [[UInt8]: Int] = [:]
    var warnings = WarningPace()
  }

  private let limit: Int
  private let streamLimit: Int
  private let proxies: TrustedProxies
  private let state = Mutex(State())

  /// - Parameters:
  ///   - limit: connections of one client, at least 1.
  ///   - streamLimit: open streams of one client over all its HTTP/2 connections, at least 1.
  ///   - proxies: the proxies that have no limit, because each speaks for many clients.
  package init(limit: Int, streamLimit: Int = 48, proxies: TrustedProxies) {
    self.limit = limit
    self.streamLimit = streamLimit
    self.proxies = proxies
  }

  /// Counts the connection until it closes.
  ///
  /// - Returns: whether the client may have it. A connection that is not admitted is not counted.
  package func admit(_ channel: any Channel, logger: Logger) -> Bool {
    guard let address = boundedAddress(channel.remoteAddress) else { return true }
    let holder = address.holder
    let (isAdmitted, warns) = state.withLock { state -> (Bool, Bool) in
      if state.open[holder, default: 0] < limit {
        state.open[holder, default: 0] += 1
        return (true, false)
      }
      return (false, state.warnings.allowsWarning())
    }
    if warns {
      logger.warning(
        "closing new connections: the client has reached its limit",
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

  /// The client whose limit the streams of a connection count against; nil if they have no limit.
  func boundedHolder(_ peer: SocketAddress?) -> [UInt8]? { boundedAddress(peer)?.holder }

  /// Counts one more stream, until `releaseStream`.
  ///
  /// - Returns: whether the client may have it. A stream that is not admitted is not counted.
  func admitStream(of holder: [UInt8]) -> Bool {
    state.withLock { state in
      guard state.streams[holder, default: 0] < streamLimit else { return false }
      state.streams[holder, default: 0] += 1
      return true
    }
  }

  /// Stops counting one stream.
  func releaseStream(of holder: [UInt8]) {
    state.withLock { Self.lower(&$0.streams[holder]) }
  }
}
