import NIOCore

// How an HTTP/1 connection behaves, as a value: events in, actions out, the time passed in. It does
// no I/O, so that tests walk through it without a socket and without waiting.
// `HTTP1ConnectionHandler` translates between it and NIO.
//
// Requests may be pipelined, so two sides move independently:
//
//   receiving   between --byte--> head --head complete--> body --end--> between …
//               any --the last request is decided--> closed: nothing more reaches the application
//   ending      open --head of the last response--> afterResponse --its end--> closing
//
// `ExchangeState` joins them: it knows whether the response that is leaving belongs to the request
// that is arriving. The connection stays open after a body that the server drops. If the rest of a
// body will not come, or is too long to drop, its response is the last one.
//
// Events of requests are in `HTTP1ConnectionState+receiving.swift`, events of responses in
// `HTTP1ConnectionState+responding.swift`, deadlines in `HTTP1ConnectionState+deadlines.swift`.

/// The state of one HTTP/1 connection. Owns the progress of requests and responses, and the
/// client's deadlines.
package struct HTTP1ConnectionState: Hashable {
  enum Receiving: Hashable {
    case between(until: NIODeadline)
    case head(until: NIODeadline)
    case body
    case closed
  }

  enum Ending: Hashable { case open, afterResponse, closing }

  /// The properties of a request that decide the framing of its response.
  struct Asked: Hashable {
    let isHead: Bool
    let isVersion10: Bool
  }

  /// Bytes that wait for the client to take them.
  struct Sending: Hashable {
    let until: NIODeadline
    let waiting: Int
  }

  let limits: TransportLimits
  var exchange: ExchangeState
  var receiving = Receiving.closed
  var ending = Ending.open
  /// The unanswered requests: at most `TransportLimits.pipelinedRequests`, plus the requests that
  /// follow a chunked body in its last slice.
  var asked = CircularBuffer<Asked>()
  /// Requests of the connection.
  var requests = 0
  /// Bytes that were passed to the decoder.
  var decoded = 0
  /// `decoded` at the start of the body.
  var bodyStart = 0
  /// Whether the decoder has produced a part of a request from this read of the socket.
  var hasReadParts = false
  /// Why the decoder stopped. The start of the next request is then unknown.
  var failure: Failure?
  var isLastRequest = false
  var isShuttingDown = false
  /// Ends of responses that wait to be written to the socket.
  var unflushed = 0
  var sending: Sending?

  /// Creates the state of a connection that is not up yet.
  package init(limits: TransportLimits) {
    self.limits = limits
    exchange = ExchangeState(limits: limits)
  }

  // MARK: Ending

  /// Whether the connection has ended, so that no part of a request or response passes.
  package var hasEnded: Bool { ending == .closing }

  /// Stops receiving.
  mutating func stopReceiving() {
    receiving = .closed
    exchange.endBody()
  }

  /// Stops receiving and sending.
  mutating func stop() {
    stopReceiving()
    ending = .closing
  }

  /// Ends the connection in order once the responses have left.
  mutating func end() -> Action {
    stop()
    return unflushed > 0 ? .none : .closeOutput
  }

  /// Ends the connection without waiting for bytes that have not left.
  mutating func abandon() -> Action {
    stop()
    sending = nil
    return .close
  }
}
