import CLibPQ
import Glibc

extension PostgresConnection {
  /// Subscribes this session to a channel, one at most, unless it is subscribed already or is not
  /// ours (behind a transaction pooler): then only the wait is left.
  ///
  /// - Parameter channel: one of our own constants, never input.
  /// - Returns: whether the subscription is new.
  package func listen(to channel: StaticString) throws(PostgresError) -> Bool {
    guard configuration.sessionState, self.channel != "\(channel)" else { return false }
    try executeScript("LISTEN \(channel)")
    self.channel = "\(channel)"
    return true
  }

  /// Blocks this connection's thread until a notification came, `limit` has passed, or the
  /// interruption was raised.
  ///
  /// - Returns: whether one came.
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

  /// Several notifications are one reason to poll, so all that have arrived are read together.
  private func takeNotifications(from session: OpaquePointer) -> Bool {
    var any = false
    while let notification = PQnotifies(session) {
      PQfreemem(notification)
      any = true
    }
    return any
  }
}
