import HTTPFront
import NIOCore
import Testing

/// The rules of an HTTP/2 stream, without a socket and with a clock that the test moves.
@Suite("The state of an HTTP/2 stream", .timeLimit(.minutes(1)))
struct HTTP2StreamStateTests {
  /// A whole response leaves.
  ///
  /// - Returns: the actions that follow its last part.
  private func respond(_ stream: inout HTTP2Driver) -> HTTP2StreamState.Action {
    #expect(stream.on(.responseHead) == .forward)
    let end = stream.on(.responseEnd)
    #expect(end == .forward || end == .writeEndAndTakeRest)
    for _ in 0..<2 { _ = stream.on(.partWritten) }
    #expect(stream.on(.partSent) == .none)
    return stream.on(.partSent)
  }

  @Test func `serves a request`() {
    var stream = HTTP2Driver()
    #expect(stream.receive(RequestFacts(length: 9)) == .forward)
    #expect(stream.on(.body(9)) == .forward)
    #expect(stream.on(.end) == .forward)
    #expect(stream.on(.readCompleted) == .none)
    #expect(respond(&stream) == .none)
    #expect(stream.state.deadline == nil)
  }

  @Test func `sends 100 Continue to a waiting client once`() {
    var stream = HTTP2Driver()
    _ = stream.receive(RequestFacts(length: 9, expectsContinue: true))
    _ = stream.on(.readRequested)
    #expect(stream.state.deadline == nil)
    #expect(stream.on(.bodyWanted) == .sendContinue)
    #expect(stream.on(.bodyWanted) == .none)
    #expect(stream.state.deadline?.lateness == .body)
  }

  @Test func `rejects a body that stalls or trickles`() {
    var stalled = HTTP2Driver()
    _ = stalled.receive(RequestFacts(length: 9))
    _ = stalled.on(.readRequested)
    #expect(stalled.wait(.seconds(29)) == .none)
    #expect(stalled.wait(.seconds(1)) == .refuse(.bodyTimeout, takesRest: true))
    // The application's own answer comes too late.
    #expect(stalled.on(.responseHead) == .fail)
    #expect(stalled.on(.responseEnd) == .fail)

    var trickling = HTTP2Driver()
    _ = trickling.receive(RequestFacts(length: 1 << 30))
    for _ in 0..<5 {
      _ = trickling.on(.readRequested)
      #expect(trickling.wait(.seconds(20)) == .none)
      _ = trickling.on(.body(1))
      _ = trickling.on(.readCompleted)
    }
    _ = trickling.on(.readRequested)
    #expect(trickling.wait(.seconds(20)) == .refuse(.bodyTimeout, takesRest: false))
  }

  @Test func `rejects a faulty head instead of the application`() {
    var stream = HTTP2Driver()
    let action = stream.on(.head(RequestFacts(), .malformedRequest))
    #expect(action == .refuse(.malformedRequest, takesRest: true))
    #expect(stream.on(.body(1)) == .none)
    #expect(stream.on(.readCompleted) == .read)
    #expect(stream.on(.end) == .none)
  }

  @Test func `drops a body after its response within limits`() {
    var long = HTTP2Driver()
    _ = long.receive(RequestFacts())
    #expect(respond(&long) == .none)
    #expect(long.on(.body(16 << 20)) == .none)
    #expect(long.on(.readCompleted) == .read)
    #expect(long.on(.body(1)) == .reset(.noError))
    var slow = HTTP2Driver()
    _ = slow.receive(RequestFacts())
    _ = respond(&slow)
    #expect(slow.wait(.seconds(9)) == .none)
    #expect(slow.wait(.seconds(1)) == .reset(.noError))
  }

  @Test(arguments: [
    RequestFacts(length: (16 << 20) + 1), RequestFacts(length: 9, expectsContinue: true),
  ])
  func `resets after an early response if the body cannot be dropped`(request: RequestFacts) {
    var stream = HTTP2Driver()
    _ = stream.receive(request)
    #expect(respond(&stream) == .reset(.noError))
  }

  @Test func `resets if the client does not read its response`() {
    var stream = HTTP2Driver()
    _ = stream.receive(RequestFacts())
    _ = stream.on(.end)
    _ = stream.on(.responseHead)
    _ = stream.on(.partWritten)
    _ = stream.on(.partWritten)
    #expect(stream.wait(.seconds(29)) == .none)
    _ = stream.on(.partSent)
    #expect(stream.wait(.seconds(29)) == .none)
    #expect(stream.wait(.seconds(1)) == .reset(.cancel))
  }

  @Test func `closes as far as the exchange has come`() {
    var broken = HTTP2Driver()
    _ = broken.receive(RequestFacts())
    _ = broken.on(.responseHead)
    #expect(broken.on(.closeRequested(isWhole: false)) == .forward)
    #expect(broken.on(.closeRequested(isWhole: true)) == .resetAndClose(.internalError))
    var complete = HTTP2Driver()
    _ = complete.receive(RequestFacts())
    _ = complete.on(.end)
    _ = respond(&complete)
    #expect(complete.on(.closeRequested(isWhole: true)) == .forward)
    var dropping = HTTP2Driver()
    _ = dropping.receive(RequestFacts())
    _ = respond(&dropping)
    #expect(dropping.on(.closeRequested(isWhole: true)) == .closeLater)
  }

  @Test func `reports to the application if the client disconnects during a body`() {
    for event in [HTTP2StreamState.Event.disconnected, .failed] {
      var stream = HTTP2Driver()
      _ = stream.receive(RequestFacts(length: 9))
      #expect(stream.on(event) == .throwFault(.clientGone))
    }
    var complete = HTTP2Driver()
    _ = complete.receive(RequestFacts())
    _ = complete.on(.end)
    #expect(complete.on(.failed) == .forward)
    #expect(complete.on(.disconnected) == .none)
  }

  /// Tries each event, possible or not, in each state that three events lead to.
  @Test func `handles every event`() {
    let events: [HTTP2StreamState.Event] = [
      .disconnected, .failed, .head(RequestFacts(), nil), .head(RequestFacts(), .headerTooLarge),
      .head(RequestFacts(length: 9, expectsContinue: true), nil), .body(9), .body(1 << 30), .end,
      .readCompleted, .readRequested, .bodyWanted, .informationalHead, .responseHead,
      .responseBody, .responseEnd, .closeRequested(isWhole: true),
      .closeRequested(isWhole: false), .partWritten, .partSent, .timeOut,
    ]
    var states: Set = [HTTP2Driver().state]
    for _ in 0..<3 {
      for state in states {
        for event in events {
          var stream = HTTP2Driver()
          stream.state = state
          let action = stream.on(event)
          // The clock does not move, so no deadline passes.
          if event == .timeOut { #expect(action == .none) }
          states.insert(stream.state)
        }
      }
    }
    #expect(states.count > 100)
  }
}

/// A stream, and a clock that only the test moves.
private struct HTTP2Driver {
  var state = HTTP2StreamState(limits: TransportLimits())
  private var now = NIODeadline.uptimeNanoseconds(1_000_000_000)

  mutating func on(_ event: HTTP2StreamState.Event) -> HTTP2StreamState.Action {
    state.handle(event, at: now)
  }

  mutating func receive(_ request: RequestFacts) -> HTTP2StreamState.Action {
    on(.head(request, nil))
  }

  /// Time passes, and the timer fires.
  mutating func wait(_ duration: Duration) -> HTTP2StreamState.Action {
    now = now + TimeAmount(duration)
    return on(.timeOut)
  }
}
