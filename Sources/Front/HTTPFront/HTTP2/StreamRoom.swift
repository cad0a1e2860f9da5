import NIOCore

/// What the streams of one HTTP/2 connection may hold together: bytes that nobody has read yet, here,
/// and places among the open streams of their client, over all its connections. Used on the
/// connection's event loop.
final class StreamRoom {
  private let limit: Int
  private let takePlace: () -> Bool
  private let leavePlace: () -> Void
  private var bytes = 0

  init(limits: TransportLimits, admission: ConnectionAdmission, client: SocketAddress?) {
    limit = limits.heldPerConnection
    let holder = admission.boundedHolder(client)
    takePlace = { holder.map { admission.admitStream(of: $0) } ?? true }
    leavePlace = { if let holder { admission.releaseStream(of: holder) } }
  }

  /// - Returns: whether the client may have one more; it has its place then until `streamEnded`.
  func streamBegan() -> Bool { takePlace() }

  func streamEnded() { leavePlace() }

  /// - Returns: whether there is room for them; nothing was added otherwise.
  func add(_ count: Int) -> Bool {
    guard bytes + count <= limit else { return false }
    bytes += count
    return true
  }

  func remove(_ count: Int) { bytes -= count }
}
