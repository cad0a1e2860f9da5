package import Logging
package import NIOCore
import Synchronization

/// Bounds how many connections one client holds, so that the others find room. Counts, for a whole
/// server, the open connections of each client.
package final class ConnectionAdmission: Sendable {
  private struct State {
    var open: [[UInt8]: Int] = [:]
    var warned: ContinuousClock.Instant?
  }

  /// How often the log says that somebody is over the limit.
  private static let warningInterval = Duration.seconds(60)

  private let limit: Int
  private let proxies: TrustedProxies
  private let state = Mutex(State())

  /// - Parameters:
  ///   - limit: connections of a client, at least 1.
  ///   - proxies: speak for many clients and are not bounded.
  package init(limit: Int, proxies: TrustedProxies) {
    self.limit = limit
    self.proxies = proxies
  }

  /// Counts the connection until it closes.
  ///
  /// - Returns: whether its client may have it; one that may not is not counted.
  package func admit(_ channel: any Channel, logger: Logger) -> Bool {
    guard let address = IPAddress(channel.remoteAddress), !proxies.contains(address) else {
      return true
    }
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
    state.withLock { state in
      let open = state.open[holder, default: 1] - 1
      state.open[holder] = open > 0 ? open : nil
    }
  }
}

/// Closes a connection that was not admitted, once it is up.
final class ImmediateClose: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  func channelActive(context: ChannelHandlerContext) { context.close(promise: nil) }
}
