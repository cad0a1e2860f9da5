import CLibPQ
import Glibc

extension PostgresConnection {
  /// Subscribes this session to a channel, unless it is already subscribed. A session can have one
  /// channel. Behind a transaction pooler, no session can subscribe, so callers can only wait.
  ///
  /// - Parameter channel: a constant of this program, never input.
  /// - Returns: whether the subscription is new.
  package func listen(to channel: StaticString) throws(PostgresError) -> Bool {
    guard configuration.sessionState, self.channel != "\(channel)" else { return false }
    try executeScript("LISTEN \(channel)")
    self.channel = "\(channel)"
    return true
  }

  /// Blocks this connection's thread until a notification arrives, `limit` has passed, or the
  /// interruption is raised.
  ///
  /// - Returns: whether a notification arrived.
  /// - Throws: `.connectionLost`
  package func waitForNotification(
    upTo limit: Duration, interruption: Interruption
  ) throws(PostgresError) -> Bool {
    let session = try openSession()
    if takeNotifications(from: session) { return true }
    var descriptors = [PQsocket(session), interruption.descriptor].map {
      pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
    }
    _ = poll(&descriptors, 2, Int32(clamping: limit.milliseconds))
    guard descriptors[0].revents != 0 else { return false }
    guard PQconsumeInput(session) == 1 else { throw lost() }
    return takeNotifications(from: session)
  }

  /// Reads all notifications that have arrived. Several notifications need only one poll.
  private func takeNotifications(from session: OpaquePointer) -> Bool {
    var any = false
    while let notification = PQnotifies(session) {
      PQfreemem(notification)
      any = true
    }
    return any
  }
}
