package import Logging
package import NIOCore

extension HTTPTransport {
  /// Limits the listening channel. Call it once the channel is up.
  package func guardListener(_ channel: any Channel, logger: Logger) {
    // Connections inherit it, also those that wait to be accepted.
    channel.setOption(
      .socketOption(.so_rcvbuf), value: SocketOptionValue(limits.receiveBuffer)
    ).whenFailure { error in
      logger.debug("cannot set the receive buffer of the listener", metadata: ["error": "\(error)"])
    }
    channel.eventLoop.execute {
      try? channel.pipeline.syncOperations.addHandler(
        ListenerGuard(logger: logger), position: .first)
    }
  }
}
