package import Logging
package import NIOCore

extension HTTPTransport {
  /// To be called with the listening channel, once it is up.
  package func guardListener(_ channel: any Channel, logger: Logger) {
    // Connections inherit it: one that waits to be accepted takes no more either.
    channel.setOption(
      .socketOption(.so_rcvbuf), value: SocketOptionValue(limits.receiveBuffer)
    ).whenFailure { error in
      logger.debug("the listener keeps its receive buffer", metadata: ["error": "\(error)"])
    }
    channel.eventLoop.execute {
      try? channel.pipeline.syncOperations.addHandler(
        ListenerGuard(logger: logger), position: .first)
    }
  }
}
