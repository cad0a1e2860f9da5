import HTTPFront
import NIOCore
import Testing

/// The orderly end of a connection, without a socket and with a clock that the test moves.
@Suite("The lingering end of a connection", .timeLimit(.minutes(1)))
struct LingerStateTests {
  private static let start = NIODeadline.uptimeNanoseconds(1_000_000_000)

  private func lingering() -> LingerState {
    var state = LingerState(limits: .init())
    #expect(state.handle(.outputClosed, at: Self.start) == .closeOutput)
    return state
  }

  @Test func `does nothing before the output ends`() {
    var state = LingerState(limits: .init())
    for event in [LingerState.Event.received(1 << 30), .readCompleted, .inputClosed, .closed] {
      #expect(state.handle(event, at: Self.start) == .forward)
    }
    #expect(state.deadline == nil)
  }

  @Test func `waits for the client's end`() {
    var state = lingering()
    #expect(state.handle(.closed, at: Self.start) == .none)
    #expect(state.handle(.received(9), at: Self.start) == .none)
    #expect(state.handle(.readCompleted, at: Self.start) == .read)
    #expect(state.handle(.inputClosed, at: Self.start) == .close)
  }

  @Test func `drops a limited number of bytes`() {
    var state = lingering()
    #expect(state.handle(.received(16 << 20), at: Self.start) == .none)
    #expect(state.handle(.received(1), at: Self.start) == .close)
  }

  @Test func `waits a limited time for the next byte, and in total`() {
    var state = lingering()
    #expect(state.handle(.timeOut, at: Self.start + .seconds(9)) == .none)
    for seconds in [9, 18, 27] {
      #expect(
        state.handle(.readCompleted, at: Self.start + .seconds(Int64(seconds))) == .read)
    }
    #expect(state.deadline == Self.start + .seconds(30))
    #expect(state.handle(.timeOut, at: Self.start + .seconds(30)) == .close)
    var silent = lingering()
    #expect(silent.handle(.timeOut, at: Self.start + .seconds(10)) == .close)
  }

  @Test func `waits less at shutdown`() {
    var state = lingering()
    #expect(state.handle(.shutdown, at: Self.start) == .forward)
    #expect(state.deadline == Self.start + .seconds(2))
    var later = LingerState(limits: .init())
    _ = later.handle(.shutdown, at: Self.start)
    _ = later.handle(.outputClosed, at: Self.start)
    #expect(later.deadline == Self.start + .seconds(2))
  }

  /// Tries each event, possible or not, in each state that four events lead to. A lingering
  /// connection passes nothing on and has a deadline.
  @Test func `handles every event`() {
    let events: [LingerState.Event] = [
      .outputClosed, .closed, .received(9), .received(1 << 30), .readCompleted, .inputClosed,
      .shutdown, .timeOut,
    ]
    var states: Set = [LingerState(limits: .init())]
    for _ in 0..<4 {
      for before in states {
        for event in events {
          var state = before
          let action = state.handle(event, at: Self.start)
          states.insert(state)
          guard before.deadline != nil, event != .shutdown else { continue }
          #expect(action != .forward && state.deadline != nil, "\(event)")
        }
      }
    }
    #expect(states.count > 10)
  }
}
