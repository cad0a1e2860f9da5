package import NIOCore

// The orderly end of a connection, as a value: events in, actions out, the time passed in.
//
//   open --our side ends--> lingering --the client's side ends, or a limit--> closed
//
// While lingering, the server has sent FIN and drops the bytes that the client still sends. If the
// socket closed immediately, the kernel would answer those bytes with RST. A client that is still
// sending would then lose the unread response (RFC 9112, section 9.6).

/// The state of a connection between the server's last byte and the closing of the socket.
package struct LingerState: Hashable {
  /// An event of the connection.
  package enum Event: Hashable {
    case outputClosed
    /// The application closes the whole connection.
    case closed
    case received(Int)
    case readCompleted
    case inputClosed
    case shutdown
    case timeOut
  }

  /// An action for the handler.
  package enum Action: Hashable {
    case none
    /// Pass on the event's own message.
    case forward
    /// End our side of the connection, and read.
    case closeOutput
    /// Ask for more bytes.
    case read
    case close
  }

  private struct Lingering: Hashable {
    /// The end of all dropping.
    var until: NIODeadline
    /// The end of the wait for the next byte.
    var nextByteUntil: NIODeadline
    /// Bytes.
    var dropped = 0
  }

  private let limits: TransportLimits.Discard
  private var lingering: Lingering?
  private var isShuttingDown = false

  /// Creates the state of an open connection.
  package init(limits: TransportLimits.Discard) {
    self.limits = limits
  }

  /// When the client's time is up; nil while the connection is open.
  package var deadline: NIODeadline? { lingering.map { min($0.until, $0.nextByteUntil) } }

  /// Changes the state.
  ///
  /// - Returns: the actions for the handler.
  package mutating func handle(_ event: Event, at now: NIODeadline) -> Action {
    guard var lingering else { return handleOpen(event, at: now) }
    defer { self.lingering = lingering }
    switch event {
    case .outputClosed, .closed:
      // The server gives up the connection before the client has read the response.
      return .none
    case .received(let count):
      lingering.dropped += count
      return lingering.dropped > limits.bytes ? .close : .none
    case .readCompleted:
      lingering.nextByteUntil = now + TimeAmount(limits.stall)
      return .read
    case .inputClosed:
      return .close
    case .shutdown:
      isShuttingDown = true
      lingering.until = now + TimeAmount(limits.timeAtShutdown)
      return .forward
    case .timeOut:
      return min(lingering.until, lingering.nextByteUntil) <= now ? .close : .none
    }
  }

  private mutating func handleOpen(_ event: Event, at now: NIODeadline) -> Action {
    switch event {
    case .outputClosed:
      let time = isShuttingDown ? limits.timeAtShutdown : limits.time
      lingering = Lingering(
        until: now + TimeAmount(time), nextByteUntil: now + TimeAmount(limits.stall))
      return .closeOutput
    case .shutdown:
      isShuttingDown = true
      return .forward
    case .closed, .received, .readCompleted, .inputClosed:
      return .forward
    case .timeOut:
      return .none
    }
  }
}
