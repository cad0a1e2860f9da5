package import Hummingbird
package import Logging
import NIOCore
package import ServiceLifecycle

extension HTTPTransport {
  /// A server with this transport, ready to run.
  ///
  /// - Parameters:
  ///   - port: 0 picks a free one.
  ///   - services: the services that requests need. They stop after the server.
  ///   - onListening: called once with the port.
  package func application<Builder: HTTPResponderBuilder>(
    router: Builder, host: String, port: Int, services: [any Service] = [], logger: Logger,
    onListening: @escaping @Sendable (_ port: Int) async -> Void
  ) -> Application<Builder.Responder>
  where Builder.Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    Application(
      router: router, server: serverBuilder,
      configuration: ApplicationConfiguration(
        address: .hostname(host, port: port), serverName: nil,
        availableConnectionsDelegate: .maximum(limits.connections, logger: logger)),
      services: services,
      onServerRunning: { channel in
        guardListener(channel, logger: logger)
        await onListening(channel.localAddress?.port ?? port)
      },
      logger: logger)
  }

  /// Limits the listening channel, once it is up.
  private func guardListener(_ channel: any Channel, logger: Logger) {
    // Connections inherit it, including connections that wait to be accepted.
    channel.setOption(
      .socketOption(.so_rcvbuf), value: SocketOptionValue(limits.receiveBuffer)
    ).whenFailure { error in
      logger.debug(
        "cannot set the receive buffer of the listener", metadata: ["error": "\(error)"])
    }
    channel.eventLoop.execute {
      try? channel.pipeline.syncOperations.addHandler(
        ListenerGuard(logger: logger), position: .first)
    }
  }
}
