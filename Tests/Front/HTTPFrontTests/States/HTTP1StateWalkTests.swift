import HTTPFront
import NIOCore
import TestInputs
import Testing

/// The properties of an HTTP/1 connection that hold for every sequence of events.
@Suite("Any state of an HTTP/1 connection", .timeLimit(.minutes(2)))
struct HTTP1StateWalkTests {
  private static let failure = HTTP1ConnectionState.Failure(fault: .malformedRequest)

  /// Every kind of event, with each value that affects a decision.
  private static let events: [HTTP1ConnectionState.Event] = [
    .connected, .disconnected, .decoding(1000), .head(nil), .head(RequestFacts()),
    .head(RequestFacts(length: 9, expectsContinue: true)), .head(RequestFacts(isLast: true)),
    .body(9), .body(1 << 30), .end, .readCompleted, .failed(nil), .failed(failure),
    .pipelineOverflowed, .readRequested, .bodyWanted, .informationalHead,
    .responseHead(ResponseFacts()), .responseHead(ResponseFacts(isKeepAlive: false)),
    .responseHead(ResponseFacts(isAnswerToError: true)), .responseBody, .responseEnd,
    .closeRequested(.all), .closeRequested(.output), .closeRequested(.input),
    .responseFlushed(isWritable: true), .responseFlushed(isWritable: false),
    .outputChanged(isWritable: true), .outputChanged(isWritable: false), .outputMeasured(0),
    .outputMeasured(9), .shutdown, .timeOut,
  ]

  /// Tries each event, possible or not, in each state that three events lead to. Nothing traps,
  /// nothing is sent or received after the end, and no timeout comes before the deadline.
  @Test func `handles every event`() {
    var states: Set = [HTTP1Driver().state]
    for _ in 0..<3 {
      var next = Set<HTTP1ConnectionState>()
      for state in states {
        for event in Self.events {
          var driver = HTTP1Driver()
          driver.state = state
          let action = driver.on(event)
          check(state, event, action)
          next.insert(driver.state)
        }
      }
      states.formUnion(next)
    }
    #expect(states.count > 500)
  }

  private func check(
    _ before: HTTP1ConnectionState, _ event: HTTP1ConnectionState.Event,
    _ action: HTTP1ConnectionState.Action
  ) {
    switch event {
    case .head, .body, .end:
      if before.hasEnded { #expect(action == .none, "\(event) behind the end") }
    case .informationalHead, .responseHead, .responseBody, .responseEnd:
      if before.hasEnded { #expect(action == .fail, "\(event) behind the end") }
    case .timeOut:
      // The clock stays at the moment of connecting, so no deadline passes.
      #expect(action == .none)
    default: break
    }
  }

  /// Walks over connections as NIO and the server drive them. While the client has the next move,
  /// it has a deadline.
  @Test func `has a deadline whenever it waits for the client`() {
    var random = SeededGenerator(seed: 18)
    for _ in 0..<2000 {
      var walk = HTTP1Walk()
      for _ in 0..<40 where !walk.isOver {
        walk.step(&random)
        guard walk.waitsForClient else { continue }
        #expect(walk.driver.state.deadline != nil, "\(walk.events)")
      }
    }
  }
}

/// A connection with random events, in an order that NIO and the server allow.
private struct HTTP1Walk {
  var driver = HTTP1Driver()
  var events: [HTTP1ConnectionState.Event] = []
  private(set) var isOver = false
  private var isInBody = false
  private var unanswered = 0
  private var isResponding = false
  private var unflushed = 0
  private var takesRequests = true

  /// Whether neither the server nor the application has anything left to do.
  var waitsForClient: Bool { !isOver && unanswered == 0 && unflushed == 0 }

  mutating func step(_ random: inout SeededGenerator) {
    let event = candidates.randomElement(using: &random) ?? .timeOut
    events.append(event)
    let before = driver.state
    let action = driver.on(event)
    switch event {
    case .head:
      isInBody = action == .forward
      unanswered += isInBody ? 1 : 0
      takesRequests = isInBody
    case .end: isInBody = false
    case .responseHead: isResponding = true
    case .responseEnd:
      isResponding = false
      unanswered -= 1
      unflushed += 1
    case .responseFlushed: unflushed -= 1
    default: break
    }
    switch action {
    case .close, .closeOutput, .reset: isOver = true
    default: isOver = before.hasEnded
    }
  }

  private var candidates: [HTTP1ConnectionState.Event] {
    var events: [HTTP1ConnectionState.Event] = [.readCompleted, .readRequested, .shutdown]
    if isInBody {
      events += [.body(1), .body(1 << 20), .end]
    } else if takesRequests, unanswered < 16 {
      events += [
        .head(RequestFacts()), .head(RequestFacts(length: 9, expectsContinue: true)),
        .head(RequestFacts(length: 1 << 30)), .head(RequestFacts(isLast: true)),
      ]
    }
    if isResponding {
      events += [.responseBody, .responseEnd]
    } else if unanswered > 0 {
      events += [.bodyWanted, .informationalHead, .responseHead(ResponseFacts())]
    }
    if unflushed > 0 { events.append(.responseFlushed(isWritable: true)) }
    return events
  }
}
