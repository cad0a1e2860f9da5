package import NIOCore

extension HTTP1ConnectionState {
  /// An event of the connection.
  package enum Event: Hashable {
    // From the socket
    case connected
    case disconnected
    /// Bytes that the decoder is about to get.
    case decoding(Int)
    /// The head of a request; nil if it breaks a rule that the decoder does not know.
    case head(RequestFacts?)
    /// Bytes of a body.
    case body(Int)
    case end
    /// All bytes of one read of the socket have been decoded.
    case readCompleted
    /// An error from the socket or the decoder; nil if it is not a fault of the request.
    case failed(Failure?)
    /// Requests that wait to be decoded exceed their limit of bytes, and are dropped.
    case pipelineOverflowed

    // From the application
    case readRequested
    case bodyWanted
    case informationalHead
    case responseHead(ResponseFacts)
    case responseBody
    case responseEnd
    case closeRequested(CloseMode)

    // From the output and the clock
    case responseFlushed(isWritable: Bool)
    case outputChanged(isWritable: Bool)
    /// The answer to `Action.measureOutput`: bytes that wait to be written to the socket.
    case outputMeasured(Int)
    case shutdown
    case timeOut
  }

  /// An action for the handler.
  package enum Action: Hashable {
    case none
    /// Pass on the event's own message.
    case forward
    /// Fail the event's write.
    case fail
    /// Throw the fault into the application, which is reading the body.
    case throwFault(TransportFault)
    /// Report a decoding error, as if the decoder had found it. The server answers it.
    case reportError
    /// Send `100 Continue`.
    case sendContinue
    /// Write the event's head with this framing.
    case writeHead(ResponseFraming)
    /// Write this refusal instead of the event's head.
    case replaceHead(Refusal)
    /// Write this refusal as a whole response.
    case refuse(Refusal)
    /// Report the bytes that wait to be written, as `Event.outputMeasured`.
    case measureOutput
    /// Close in order: end our side, and wait a limited time for the client to end its side.
    case closeOutput
    /// Close.
    case close
    /// Close so that the client sees a reset.
    case reset
  }

  /// Which side of a connection the application closes.
  package enum CloseMode: Hashable { case all, output, input }

  /// Why the decoder stopped.
  package struct Failure: Hashable {
    /// The fault.
    package let fault: TransportFault
    /// The header field that makes the request malformed; nil if it is not known.
    package let field: String?

    /// A failure with an answer for the client.
    package init(fault: TransportFault, field: String? = nil) {
      self.fault = fault
      self.field = field
    }
  }

  /// An answer from the transport, not from the application.
  package struct Refusal: Hashable {
    /// The fault that the answer describes.
    package let failure: Failure
    /// How the response ends.
    package let framing: ResponseFraming
    /// Whether the request allows a response with a body.
    package let hasBody: Bool
    /// Whether the application is handling a request, so that the fault must be reported to it.
    package let isAwaited: Bool
  }

  /// Changes the state.
  ///
  /// - Returns: the actions for the handler; nearly always one.
  package mutating func handle(_ event: Event, at now: NIODeadline) -> Action {
    switch event {
    case .connected: connect(at: now)
    case .disconnected: disconnect()
    case .decoding(let count): countDecoded(count)
    case .head(let request): receiveHead(request, at: now)
    case .body(let count): receiveBody(count, at: now)
    case .end: receiveEnd(at: now)
    case .readCompleted: completeRead(at: now)
    case .failed(let failure): fail(failure)
    case .pipelineOverflowed: dropPipelined()
    case .readRequested: requestRead(at: now)
    case .bodyWanted: wantBody(at: now)
    case .informationalHead, .responseBody: passResponse()
    case .responseHead(let response): beginResponse(response)
    case .responseEnd: endResponse(at: now)
    case .closeRequested(let mode): close(mode)
    case .responseFlushed(let isWritable): flushed(isWritable: isWritable, at: now)
    case .outputChanged(let isWritable): watchOutput(isWritable: isWritable)
    case .outputMeasured(let waiting): measured(waiting, at: now)
    case .shutdown: shutDown()
    case .timeOut: timeOut(at: now)
    }
  }
}
