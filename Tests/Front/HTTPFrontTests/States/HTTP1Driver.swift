import HTTPFront
import NIOCore

/// An HTTP/1 connection that is up, and a clock that only the test moves.
struct HTTP1Driver {
  var state: HTTP1ConnectionState
  var now = NIODeadline.uptimeNanoseconds(1_000_000_000)

  init(_ limits: TransportLimits = TransportLimits()) {
    state = HTTP1ConnectionState(limits: limits)
    _ = on(.connected)
  }

  /// The client's next deadline.
  var lateness: Deadline.Lateness? { state.deadline?.lateness }

  mutating func on(_ event: HTTP1ConnectionState.Event) -> HTTP1ConnectionState.Action {
    state.handle(event, at: now)
  }

  /// A complete head arrives.
  mutating func receive(_ request: RequestFacts) -> HTTP1ConnectionState.Action {
    on(.head(request))
  }

  /// Time passes, and the timer fires.
  mutating func wait(_ duration: Duration) -> HTTP1ConnectionState.Action {
    now = now + TimeAmount(duration)
    return on(.timeOut)
  }
}

extension HTTP1ConnectionState.Action {
  /// The whole response of the transport itself.
  var refusal: HTTP1ConnectionState.Refusal? {
    if case .refuse(let refusal) = self { refusal } else { nil }
  }
}
