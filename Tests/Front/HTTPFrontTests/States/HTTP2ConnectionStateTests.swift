import HTTPFront
import NIOCore
import NIOHTTP2
import Testing

/// How an HTTP/2 connection ends, without a socket and with a clock that the test moves.
@Suite("The state of an HTTP/2 connection", .timeLimit(.minutes(1)))
struct HTTP2ConnectionStateTests {
  private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

  private func connection(_ limits: TransportLimits = TransportLimits()) -> HTTP2ConnectionState {
    var state = HTTP2ConnectionState(limits: limits)
    _ = state.handle(.connected, at: Self.start)
    return state
  }

  @Test func `announces the end if no request arrives`() {
    var state = connection()
    #expect(state.deadline == Self.start + .seconds(30))
    #expect(state.handle(.timeOut, at: Self.start + .seconds(29)) == .none)
    #expect(state.handle(.timeOut, at: Self.start + .seconds(30)) == .announce)
    // Without an answer to the PING.
    #expect(
      state.handle(.timeOut, at: Self.start + .seconds(31))
        == .sayLast(.rootStream, closes: true))
    #expect(state.deadline == nil)
  }

  @Test func `is idle only without open streams`() {
    var state = connection()
    _ = state.handle(.streamOpened(1), at: Self.start)
    _ = state.handle(.streamOpened(3), at: Self.start)
    _ = state.handle(.streamClosed, at: Self.start)
    #expect(state.deadline == nil)
    _ = state.handle(.streamClosed, at: Self.start)
    #expect(state.deadline == Self.start + .seconds(60))
    #expect(state.handle(.timeOut, at: Self.start + .seconds(60)) == .announce)
  }

  @Test func `takes the requests that are on their way, and closes after the last`() {
    var state = connection()
    _ = state.handle(.streamOpened(1), at: Self.start)
    #expect(state.handle(.shutdown, at: Self.start) == .announce)
    #expect(state.handle(.shutdown, at: Self.start) == .none)
    _ = state.handle(.streamOpened(5), at: Self.start)
    #expect(state.handle(.pingAnswered, at: Self.start) == .sayLast(5, closes: false))
    #expect(state.handle(.pingAnswered, at: Self.start) == .none)
    #expect(state.handle(.streamClosed, at: Self.start) == .none)
    #expect(state.handle(.streamClosed, at: Self.start) == .close)
  }

  @Test func `ends after its number of requests`() {
    var limits = TransportLimits()
    limits.requestsPerConnection = 2
    var state = connection(limits)
    #expect(state.handle(.streamOpened(1), at: Self.start) == .none)
    #expect(state.handle(.streamOpened(3), at: Self.start) == .announceSoon)
    #expect(state.handle(.requestLimitReached, at: Self.start) == .announce)
  }

  @Test func `closes after an error of the connection, not of a stream`() {
    var state = connection()
    #expect(state.handle(.failed, at: Self.start) == .none)
    _ = state.handle(.wroteError, at: Self.start)
    #expect(state.handle(.failed, at: Self.start) == .close)
    #expect(state.handle(.inputClosed, at: Self.start) == .close)
  }

  /// Tries each event, possible or not, in each state that four events lead to. The connection
  /// sends each GOAWAY once.
  @Test func `handles every event`() {
    let events: [HTTP2ConnectionState.Event] = [
      .connected, .streamOpened(1), .streamOpened(3), .streamClosed, .requestLimitReached,
      .pingAnswered, .inputClosed, .shutdown, .wroteError, .failed, .timeOut,
    ]
    var states: Set = [connection()]
    for _ in 0..<4 {
      for before in states {
        for event in events {
          var state = before
          let action = state.handle(event, at: Self.start)
          states.insert(state)
          if action == .announce { #expect(state.handle(.shutdown, at: Self.start) == .none) }
          if case .sayLast = action {
            #expect(state.handle(.pingAnswered, at: Self.start) == .none)
          }
        }
      }
    }
    #expect(states.count > 50)
  }
}
