package import NIOCore
package import NIOHTTP2

// How an HTTP/2 connection ends, as a value: events in, actions out, the time passed in.
//
//   open --idle, enough requests, or shutdown--> announced --PING answered, or 1 s--> last
//   last --no stream is open--> closed
//
// `announced`: the server has sent GOAWAY with the highest id and a PING, and still takes the
// requests that are on their way. `last`: the server has sent GOAWAY with the last id that it took
// (RFC 9113, section 6.8).

/// The state of one HTTP/2 connection. Owns the number of open streams and the steps towards the
/// close.
package struct HTTP2ConnectionState: Hashable {
  /// An event of the connection.
  package enum Event: Hashable {
    case connected
    case streamOpened(HTTP2StreamID)
    case streamClosed
    case requestLimitReached
    case pingAnswered
    case inputClosed
    case shutdown
    /// NIO's handler has written GOAWAY with an error: the client broke a rule.
    case wroteError
    /// An error of the connection or of a stream.
    case failed
    case timeOut
  }

  /// An action for the handler.
  package enum Action: Hashable {
    case none
    /// Report `Event.requestLimitReached` in the next turn of the event loop.
    case announceSoon
    /// Send GOAWAY with the highest id, and a PING.
    case announce
    /// Send GOAWAY with this id, and close if no stream is open.
    case sayLast(HTTP2StreamID, closes: Bool)
    /// Close in the next turn of the event loop.
    case close
  }

  private enum Ending: Hashable { case open, announced, last }

  /// The time limit for the client's answer to the PING.
  private static let patience = TimeAmount.seconds(1)

  /// When the connection takes its next step towards the close; nil if only the client or the
  /// application can take it.
  package private(set) var deadline: NIODeadline?
  private let requestLimit: Int
  private let firstRequestTime: TimeAmount
  private let idleTime: TimeAmount
  private var ending = Ending.open
  private var openStreams = 0
  private var requests = 0
  private var lastStream = HTTP2StreamID.rootStream
  private var hasFailed = false

  /// Creates the state of a connection that is not up yet.
  package init(limits: TransportLimits) {
    requestLimit = limits.requestsPerConnection
    firstRequestTime = TimeAmount(limits.headerTime)
    idleTime = TimeAmount(limits.idleTime)
  }

  /// Changes the state.
  ///
  /// - Returns: the actions for the handler.
  package mutating func handle(_ event: Event, at now: NIODeadline) -> Action {
    switch event {
    case .connected:
      deadline = now + firstRequestTime
      return .none
    case .streamOpened(let id): return open(id)
    case .streamClosed: return closeStream(at: now)
    case .requestLimitReached, .shutdown: return announce(at: now)
    case .pingAnswered: return sayLast()
    case .inputClosed: return .close
    case .wroteError:
      hasFailed = true
      return .none
    // NIO ends the stream of an error by itself.
    case .failed: return hasFailed ? .close : .none
    case .timeOut:
      guard let deadline, deadline <= now else { return .none }
      return ending == .open ? announce(at: now) : sayLast()
    }
  }

  private mutating func open(_ id: HTTP2StreamID) -> Action {
    openStreams += 1
    requests += 1
    lastStream = max(lastStream, id)
    guard ending == .open else { return .none }
    deadline = nil
    return requests >= requestLimit ? .announceSoon : .none
  }

  private mutating func closeStream(at now: NIODeadline) -> Action {
    openStreams = max(0, openStreams - 1)
    guard openStreams == 0 else { return .none }
    switch ending {
    case .open:
      deadline = now + idleTime
      return .none
    case .announced: return .none
    case .last: return .close
    }
  }

  private mutating func announce(at now: NIODeadline) -> Action {
    guard ending == .open else { return .none }
    ending = .announced
    deadline = now + Self.patience
    return .announce
  }

  private mutating func sayLast() -> Action {
    guard ending == .announced else { return .none }
    ending = .last
    deadline = nil
    return .sayLast(lastStream, closes: openStreams == 0)
  }
}
