import NIOCore

/// The progress of one request's body.
struct IncomingBody: Hashable {
  /// Bytes that `Content-Length` announces and that have not arrived; nil without that field.
  private(set) var remaining: Int?
  /// Whether the client waits for `100 Continue` or a final response.
  private(set) var isExpecting: Bool
  /// Whether the application has asked for bytes since the last bytes arrived.
  private(set) var isAwaited = false
  /// Bytes that have arrived.
  private(set) var received = 0
  /// Bytes that arrived after the response was complete.
  private(set) var dropped = 0
  private var started: NIODeadline
  private var progressed: NIODeadline

  /// - Parameters:
  ///   - length: the value of `Content-Length`; nil without that field.
  ///   - isExpecting: whether the request has `Expect: 100-continue`.
  init(length: Int?, isExpecting: Bool, at now: NIODeadline) {
    remaining = length
    self.isExpecting = isExpecting
    started = now
    progressed = now
  }

  /// Counts bytes that arrived.
  mutating func receive(_ count: Int, isDropped: Bool, at now: NIODeadline) {
    progressed = now
    isExpecting = false
    remaining = remaining.map { $0 - count }
    received += count
    if isDropped { dropped += count }
  }

  /// The application asks for bytes. The client's time to send the next one starts now.
  mutating func await(at now: NIODeadline) {
    guard !isAwaited else { return }
    isAwaited = true
    progressed = now
  }

  /// All bytes of one read of the socket have been received.
  mutating func endRead() { isAwaited = false }

  /// The server sends `100 Continue`. All time limits of the body start now.
  mutating func invite(at now: NIODeadline) {
    isExpecting = false
    restart(at: now)
  }

  /// Restarts all time limits of the body.
  mutating func restart(at now: NIODeadline) {
    started = now
    progressed = now
  }

  /// The instant at which the body is late: `time` after its start or `stall` after its last byte.
  func deadline(time: Duration, stall: Duration) -> NIODeadline {
    min(started + TimeAmount(time), progressed + TimeAmount(stall))
  }

  /// Whether the body cannot be dropped within `bytes`: the client waits for `100 Continue`, or has
  /// more bytes to send.
  func exceeds(_ bytes: Int) -> Bool { isExpecting || remaining ?? 0 > bytes }
}
