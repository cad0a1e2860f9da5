import NIOCore
import NIOHTTP1

// The manners of one connection. Owns: what of a request has arrived, what of the responses has
// left, and the time either may take. Stands between the HTTP/1 codec and the server's asynchronous
// channel, on the event loop; the application reaches it through `BodyGate`.
//
// Two sides move independently, since requests may be pipelined:
//
//   receiving   between --byte--> head --head complete--> body --end--> between …
//               any --the last request is decided--> closed: nothing more is handed on
//   ending      open --head of the last response--> afterResponse --its end--> closing
//
// `unanswered` ties them: the response being written belongs to the request being received exactly
// when it is 1. The body of a request that has been answered (0) is dropped by the server's own loop
// while we count, and the connection goes on; a body that will not come, or is too long to drop,
// makes its response the last one.
// Responses are in `ConnectionHandler+responding.swift`, timers in
// `ConnectionHandler+deadlines.swift`; the close itself is `LingeringClose`'s.

/// Answers `Expect: 100-continue`, drops what a refused client still sends, cuts slow clients and
/// ends the connection in an orderly way.
final class ConnectionHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  enum Receiving {
    case between(until: NIODeadline)
    case head(until: NIODeadline)
    case body(Body)
    case closed
  }

  struct Body {
    /// What `Content-Length` still promises; nil for a chunked body.
    var remaining: Int?
    /// The client waits for `100 Continue`, or for a final answer.
    var isExpecting: Bool
    /// We have asked the socket for bytes and none has come.
    var isAwaiting = false
    var started: NIODeadline
    var progressed: NIODeadline
    var dropped = 0
    var received = 0
    /// `rawBytes` where it begins.
    var rawStart = 0

    /// Its time begins anew.
    mutating func restart() {
      started = .now()
      progressed = started
    }

    /// When it has taken too long in all, or since its last byte.
    func deadline(time: Duration, stall: Duration) -> NIODeadline {
      min(started + TimeAmount(time), progressed + TimeAmount(stall))
    }
  }

  enum Ending {
    case open, afterResponse, closing
  }

  let limits: TransportLimits
  let refusals: TransportRefusals
  var receiving = Receiving.closed
  var ending = Ending.open
  /// What the response to a request depends on.
  struct Asked {
    let isHead: Bool
    let version: HTTPVersion
  }

  /// Requests handed to the application whose responses have not ended, at most
  /// `TransportLimits.pipelinedRequests` and what a slice of a chunked body has behind its end.
  var asked = CircularBuffer<Asked>()
  var unanswered: Int { asked.count }
  /// Requests of the connection.
  private var requests = 0
  /// Bytes that the decoder has had.
  var rawBytes = 0
  /// Holds back what is not to be decoded yet.
  weak var intake: RequestIntake?
  /// Response ends that wait to be written to the socket.
  var unflushed = 0
  /// What the decoder choked on; nothing after it can be told apart.
  var failure: TransportFault?
  /// The header field that the decoder choked on, where it is known.
  var faultyField: String?
  var sending: Sending?
  var timer: (task: Scheduled<Void>, at: NIODeadline)?
  var isResponding = false
  var isLastRequest = false
  var isShuttingDown = false
  private var hasReadParts = false
  var closesWhenFlushed = false

  private let input: DecoderInput

  init(limits: TransportLimits, refusals: TransportRefusals, input: DecoderInput) {
    self.limits = limits
    self.refusals = refusals
    self.input = input
  }

  /// Behind TLS the connection is up by now.
  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { begin(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    begin(context)
    context.fireChannelActive()
  }

  private func begin(_ context: ChannelHandlerContext) {
    receiving = .between(until: .now() + TimeAmount(limits.headerTime))
    arm(context)
  }

  func channelInactive(context: ChannelHandlerContext) {
    if case .body = receiving { context.fireErrorCaught(TransportFault.clientGone) }
    receiving = .closed
    ending = .closing
    sending = nil
    timer?.task.cancel()
    context.fireChannelInactive()
  }

  // MARK: Receiving

  func read(context: ChannelHandlerContext) {
    if case .body(var body) = receiving, !body.isAwaiting {
      body.isAwaiting = true
      body.progressed = .now()
      receiving = .body(body)
      arm(context)
    }
    context.read()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    hasReadParts = true
    switch (unwrapInboundIn(data), receiving) {
    case (_, .closed):
      return
    case (.head, _) where ending != .open || isLastRequest:
      receiving = .closed
      return
    case (.head(let head), _):
      guard let head = RequestRules.normalised(head) else { return choke(context) }
      receive(head)
      return context.fireChannelRead(wrapInboundOut(.head(head)))
    case (.body(let bytes), .body(var body)):
      body.progressed = .now()
      body.isExpecting = false
      body.remaining = body.remaining.map { $0 - bytes.readableBytes }
      body.received += bytes.readableBytes
      if unanswered == 0 { body.dropped += bytes.readableBytes }
      receiving = .body(body)
      if body.dropped > limits.discard.bytes { return end(context) }
    case (.end, _):
      receiving = .between(until: .now() + TimeAmount(limits.idleTime))
    case (.body, _):
      return
    }
    context.fireChannelRead(data)
  }

  /// Ends with the answer to a head that the decoder has let pass, as if it had not: the server's
  /// own loop takes the error up when it has answered what came before.
  private func choke(_ context: ChannelHandlerContext) {
    failure = .malformedRequest
    receiving = .closed
    context.fireErrorCaught(HTTPParserError.unknown)
  }

  private func receive(_ head: HTTPRequestHead) {
    let now = NIODeadline.now()
    let expectation = Expectation(fieldValues: head.headers["expect"])
    asked.append(Asked(isHead: head.method == .HEAD, version: head.version))
    requests += 1
    // The decoder takes what follows an offer to upgrade for the other protocol, and drops it.
    let offersUpgrade = head.headers.contains(name: "upgrade") || head.method == .CONNECT
    isLastRequest =
      head.version != .http1_1 || !head.isKeepAlive || offersUpgrade
      || requests >= limits.requestsPerConnection
    receiving = .body(
      Body(
        remaining: head.headers.first(name: "content-length").flatMap { Int($0) },
        isExpecting: expectation == .continue && head.version == .http1_1,
        started: now, progressed: now, rawStart: rawBytes))
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    switch receiving {
    case .between where !hasReadParts:
      receiving = .head(until: .now() + TimeAmount(limits.headerTime))
    case .body(var body):
      body.isAwaiting = false
      receiving = .body(body)
      if framing(of: body) > limits.chunkFraming + 8 * body.received { refuseFraming(context) }
    case .between, .head, .closed:
      break
    }
    hasReadParts = false
    context.fireChannelReadComplete()
    arm(context)
  }

  /// Whether the next byte belongs to a header section.
  var isBetweenBodies: Bool {
    switch receiving {
    case .between, .head: true
    case .body, .closed: false
    }
  }

  /// Bytes of a body that are none of its own: chunk sizes and extensions.
  private func framing(of body: Body) -> Int { rawBytes - body.rawStart - body.received }

  private func refuseFraming(_ context: ChannelHandlerContext) {
    if unanswered == 0 { end(context) } else { choke(context) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if failure == nil, let fault = TransportFault(error) {
      failure = fault
      faultyField = input.fieldWithControlCharacter
      // The body of an answered request: there is nothing left to say.
      if case .body = receiving, unanswered == 0 { return end(context) }
    } else if failure == nil, case .body = receiving {
      return context.fireErrorCaught(TransportFault.clientGone)
    }
    context.fireErrorCaught(error)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is ChannelShouldQuiesceEvent {
      isShuttingDown = true
      switch receiving {
      case .between, .head: if unanswered == 0, unflushed == 0 { context.close(promise: nil) }
      case .body: if unanswered == 0 { end(context) }
      case .closed: break
      }
    }
    context.fireUserInboundEventTriggered(event)
  }
}
