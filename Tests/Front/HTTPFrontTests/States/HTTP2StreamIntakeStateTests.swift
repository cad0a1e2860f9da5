import HTTPFront
import Testing

/// The bytes of an HTTP/2 request that wait, and the number that the client may send.
@Suite("The flow control of an HTTP/2 stream", .timeLimit(.minutes(1)))
struct HTTP2StreamIntakeStateTests {
  private static let wanted = HTTP2StreamIntakeState.Action.open(
    released: 0, window: 64 * 1024 - 4 * 1024)

  private func begun(endsStream: Bool = false) -> HTTP2StreamIntakeState {
    var state = HTTP2StreamIntakeState(limits: TransportLimits())
    #expect(state.handle(.head(100, .admitted, endsStream: endsStream)) == .forward)
    #expect(state.handle(.readCompleted) == .deliver(body: false, end: false, window: 0))
    return state
  }

  @Test func `delivers bytes once the application waits for them`() {
    var state = begun()
    #expect(state.handle(.data(9, hasRoom: true, endsStream: false)) == .hold)
    #expect(state.handle(.readCompleted) == .none)
    #expect(state.handle(.readRequested) == .deliver(body: true, end: false, window: 0))
    #expect(state.handle(.readRequested) == .none)
    #expect(state.handle(.data(9, hasRoom: true, endsStream: true)) == .hold)
    #expect(state.handle(.readCompleted) == .deliver(body: true, end: true, window: 0))
  }

  @Test func `opens the window when the body is wanted, and renews it as it is read`() {
    var state = begun()
    #expect(state.countsBody)
    #expect(state.handle(.bodyWanted) == Self.wanted)
    #expect(!state.countsBody)
    #expect(state.handle(.bodyWanted) == .none)
    for (count, window) in [(16 * 1024 - 1, 0), (1, 16 * 1024), (20 * 1024, 20 * 1024)] {
      _ = state.handle(.readRequested)
      #expect(state.handle(.data(count, hasRoom: true, endsStream: false)) == .hold)
      #expect(state.handle(.readCompleted) == .deliver(body: true, end: false, window: window))
    }
  }

  @Test func `releases the room of an unwanted body when it is wanted`() {
    var state = begun()
    _ = state.handle(.data(4096, hasRoom: true, endsStream: false))
    _ = state.handle(.readRequested)
    #expect(state.handle(.bodyWanted) == .open(released: 4096, window: 64 * 1024))
    #expect(state.handle(.closed) == .release(.init(bytes: 100, hasPlace: true)))
    #expect(state.handle(.closed) == .none)
  }

  @Test func `opens no window for a body that is complete`() {
    var state = begun(endsStream: true)
    #expect(state.handle(.bodyWanted) == .open(released: 0, window: 0))
  }

  @Test(arguments: [StreamRoom.Admission.noPlace, .noRoom])
  func `rejects a stream without a place or room`(admission: StreamRoom.Admission) {
    var state = HTTP2StreamIntakeState(limits: TransportLimits())
    let share = StreamRoom.Share(bytes: 0, hasPlace: admission == .noRoom)
    #expect(
      state.handle(.head(100, admission, endsStream: false)) == .refuse(.refusedStream, share))
    #expect(state.handle(.data(9, hasRoom: true, endsStream: true)) == .none)
    #expect(state.handle(.closed) == .none)
  }

  @Test func `rejects an unwanted body without room`() {
    var state = begun()
    _ = state.handle(.data(9, hasRoom: true, endsStream: false))
    #expect(
      state.handle(.data(9, hasRoom: false, endsStream: false))
        == .refuse(.enhanceYourCalm, .init(bytes: 109, hasPlace: true)))
    #expect(state.handle(.readRequested) == .none)
    #expect(state.handle(.trailers) == .none)
  }

  /// Tries each event, possible or not, in each state that four events lead to. A stream releases
  /// its room once.
  @Test func `handles every event`() {
    let events: [HTTP2StreamIntakeState.Event] = [
      .head(100, .admitted, endsStream: false), .head(100, .noRoom, endsStream: false),
      .head(100, .noPlace, endsStream: true), .data(9, hasRoom: true, endsStream: false),
      .data(9, hasRoom: true, endsStream: true), .data(9, hasRoom: false, endsStream: false),
      .trailers, .readCompleted, .readRequested, .bodyWanted, .closed,
    ]
    var states: Set = [HTTP2StreamIntakeState(limits: TransportLimits())]
    for _ in 0..<4 {
      for before in states {
        for event in events {
          var state = before
          _ = state.handle(event)
          states.insert(state)
          _ = state.handle(.closed)
          #expect(state.handle(.closed) == .none)
        }
      }
    }
    #expect(states.count > 50)
  }
}
