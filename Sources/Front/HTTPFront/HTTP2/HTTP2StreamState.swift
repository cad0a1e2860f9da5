import NIOCore

// How an HTTP/2 stream behaves, as a value: events in, actions out, the time passed in. A stream is
// one request and its response, so `ExchangeState` is nearly all of its state. `HTTP2StreamHandler`
// translates between this state and NIO; the connection's own state is `HTTP2ConnectionState`.
//
// If a body continues after its response, the server drops it within `TransportLimits.discard`.
// Then it resets the stream with NO_ERROR (RFC 9113, section 8.1).

/// The state of one HTTP/2 stream. Owns the progress of the request and the response, and the
/// client's deadlines.
package struct HTTP2StreamState: Hashable {
  let sendStall: Duration
  var exchange: ExchangeState
  var hasHead = false
  /// Whether the application is done with the stream: the transport has answered instead, or the
  /// application has closed the stream after its answer.
  var isDetached = false
  var resetsWhenSent = false
  /// Parts of the response that have not left yet.
  var unsent = 0
  /// The time when a part last left or began to wait.
  var sent = NIODeadline.distantPast

  /// Creates the state of a stream whose request has not begun.
  package init(limits: TransportLimits) {
    sendStall = limits.sendStall
    exchange = ExchangeState(limits: limits)
  }

  /// Whether the response is complete.
  var isAnswered: Bool { hasHead && exchange.unanswered == 0 }
}

extension HTTP2StreamState {
  mutating func disconnect() -> Action {
    let isAwaited = exchange.body != nil && exchange.unanswered == 1 && !exchange.isResponding
    exchange.endBody()
    return isAwaited ? .throwFault(.clientGone) : .none
  }

  mutating func receiveHead(
    _ request: RequestFacts, _ fault: TransportFault?, at now: NIODeadline
  ) -> Action {
    hasHead = true
    exchange.begin(request, at: now)
    if let fault { return refuse(fault, at: now) }
    return isDetached ? .none : .forward
  }

  mutating func receiveBody(_ count: Int, at now: NIODeadline) -> Action {
    guard exchange.body != nil else { return .none }
    guard exchange.receive(count, at: now) else { return reset(.noError) }
    // The server's own loop would keep a dropped part in memory until the next part arrives.
    return isAnswered ? .none : .forward
  }

  mutating func receiveEnd() -> Action {
    exchange.endBody()
    return isDetached ? .none : .forward
  }

  mutating func completeRead() -> Action {
    exchange.endRead()
    return isDetached || isAnswered ? .read : .none
  }

  mutating func requestRead(at now: NIODeadline) -> Action {
    exchange.awaitBody(at: now)
    return .none
  }
}

extension HTTP2StreamState {
  /// The client's next deadline; nil while the server has the next move.
  package var deadline: Deadline? {
    if unsent > 0 {
      return Deadline(at: sent + TimeAmount(sendStall), lateness: .response)
    }
    return exchange.isResponding ? nil : exchange.deadline
  }

  /// A timer has fired. Its deadline may have moved since.
  mutating func timeOut(at now: NIODeadline) -> Action {
    guard let deadline, deadline.at <= now else { return .none }
    switch deadline.lateness {
    case .request, .header: return .none
    case .body: return refuse(.bodyTimeout, at: now)
    case .unwantedBody: return reset(.noError)
    case .response: return reset(.cancel)
    }
  }
}
