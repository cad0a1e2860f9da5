import NIOCore

/// How far the body of one request has come.
struct IncomingBody: Hashable {
  /// Bytes that `Content-Length` announces and that have not arrived; nil without that field.
  private(set) var remaining: Int?
  /// Whether the client waits for `100 Continue` or a final response.
  private(set) var isExpecting: Bool
  /// Whether the application has asked for bytes since the last ones arrived.
  private(set) var isAwaited = false
  /// Bytes that have arrived.
  private(set) var received = 0
  /// Bytes that arrived after the response was complete.
  private(set) var dropped = 0
  private var started: NIODeadline
  private var progressed: NIODeadline

  /// - Parameters:
  ///   - length: bytes, as `Content-Length` says; nil without that field.
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

  /// The bytes that one read of the socket gave have all been received.
  mutating func endRead() { isAwaited = false }

  /// The client is told to send the body. All of its time starts now.
  mutating func invite(at now: NIODeadline) {
    isExpecting = false
    restart(at: now)
  }

  /// Starts all of the client's time again.
  mutating func restart(at now: NIODeadline) {
    started = now
    progressed = now
  }

  /// The instant at which the body is late: `time` after its start or `stall` after its last byte.
  func deadline(time: Duration, stall: Duration) -> NIODeadline {
    min(started + TimeAmount(time), progressed + TimeAmount(stall))
  }

  /// Whether the body cannot be dropped within `bytes`: the client waits before it sends the body,
  /// or has more than that to send.
  func exceeds(_ bytes: Int) -> Bool { isExpecting || remaining ?? 0 > bytes }
}
