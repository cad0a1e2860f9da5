import NIOCore

// The part of a connection's state that HTTP/1.1 and HTTP/2 share: the request that is arriving,
// the response that is leaving, and the client's deadlines for both.
//
//   body        absent --head--> arriving --end--> absent
//   response    waiting --head--> responding --end--> answered
//
// An HTTP/2 stream has one request. In HTTP/1.1 requests may be pipelined, so the response that is
// leaving belongs to the request that is arriving only if `unanswered` is 1. If it is 0, the
// request that is arriving has been answered, and the server drops the rest of its body.

/// The progress of a request and its response. A value: it has no clock and does no I/O.
struct ExchangeState: Hashable {
  /// The body that is arriving; nil between two requests.
  private(set) var body: IncomingBody?
  /// Requests that have begun and whose responses are not complete.
  private(set) var unanswered = 0
  /// Whether the response to the oldest of these requests has begun.
  private(set) var isResponding = false
  private let discard: TransportLimits.Discard
  private let bodyTime: Duration
  private let bodyStall: Duration

  init(limits: TransportLimits) {
    discard = limits.discard
    bodyTime = limits.bodyTime
    bodyStall = limits.bodyStall
  }

  // MARK: The request

  /// A header section is complete. The body follows, which may be empty.
  mutating func begin(_ request: RequestFacts, at now: NIODeadline) {
    unanswered += 1
    body = IncomingBody(
      length: request.length, isExpecting: request.expectsContinue, at: now)
  }

  /// Bytes of the body have arrived.
  ///
  /// - Returns: whether the server may continue to receive; false if it has dropped the most that
  ///   it may.
  mutating func receive(_ count: Int, at now: NIODeadline) -> Bool {
    body?.receive(count, isDropped: unanswered == 0, at: now)
    return body?.dropped ?? 0 <= discard.bytes
  }

  /// The body is complete, or the server stops receiving it.
  mutating func endBody() { body = nil }

  /// The application asks for bytes.
  mutating func awaitBody(at now: NIODeadline) { body?.await(at: now) }

  /// All bytes of one read of the socket have been received.
  mutating func endRead() { body?.endRead() }

  /// The application is going to read the body.
  ///
  /// - Returns: whether to send `100 Continue`.
  mutating func inviteBody(at now: NIODeadline) -> Bool {
    guard let body, body.isExpecting, unanswered == 1, !isResponding else { return false }
    self.body?.invite(at: now)
    return true
  }

  // MARK: The response

  /// The head of a final response leaves.
  mutating func beginResponse() { isResponding = true }

  /// A response is complete. The client's time to send the rest of an answered body starts now.
  mutating func endResponse(at now: NIODeadline) {
    isResponding = false
    unanswered = max(0, unanswered - 1)
    if unanswered == 0 { body?.restart(at: now) }
  }

  /// Whether the connection must end after the response, because the rest of the body may never
  /// come or is too long to drop.
  var endsBehindResponse: Bool { body?.exceeds(discard.bytes) ?? false }

  // MARK: Time

  /// When the client is late with the body; nil while the server has the next move.
  var deadline: Deadline? {
    guard let body else { return nil }
    switch unanswered {
    case 0:
      let at = body.deadline(time: discard.time, stall: discard.stall)
      return Deadline(at: at, lateness: .unwantedBody)
    case 1 where body.isAwaited && !body.isExpecting:
      return Deadline(at: body.deadline(time: bodyTime, stall: bodyStall), lateness: .body)
    default:
      return nil
    }
  }
}
