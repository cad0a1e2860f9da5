import NIOCore

/// The room that the streams of one HTTP/2 connection share: bytes of unread requests, and places
/// among their client's open streams on all its connections. Used on the connection's event loop.
package final class StreamRoom {
  /// Whether a new stream is admitted.
  package enum Admission: Hashable {
    /// The stream has a place, and its header section has room.
    case admitted
    /// The stream has a place, but the connection has no room for its header section.
    case noRoom
    /// The client has as many open streams as it may.
    case noPlace
  }

  /// One stream's share of the room.
  package struct Share: Hashable {
    /// Bytes of the header section, and of the body that is not wanted yet.
    package let bytes: Int
    /// Whether the stream has one of its client's places.
    package let hasPlace: Bool

    /// A memberwise initializer, for tests.
    package init(bytes: Int, hasPlace: Bool) {
      self.bytes = bytes
      self.hasPlace = hasPlace
    }
  }

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

  /// Takes a place for a stream, and room for its header section.
  func admit(_ count: Int) -> Admission {
    guard takePlace() else { return .noPlace }
    return add(count) ? .admitted : .noRoom
  }

  /// - Returns: whether there is room for these bytes; if not, nothing is added.
  func add(_ count: Int) -> Bool {
    guard bytes + count <= limit else { return false }
    bytes += count
    return true
  }

  func remove(_ count: Int) { bytes -= count }

  /// Releases a stream's share.
  func release(_ share: Share) {
    remove(share.bytes)
    if share.hasPlace { leavePlace() }
  }
}
