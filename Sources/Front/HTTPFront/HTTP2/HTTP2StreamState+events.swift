package import NIOCore

extension HTTP2StreamState {
  /// An event of the stream.
  package enum Event: Hashable {
    // From the connection
    case disconnected
    case failed
    /// The head of the request, and the fault for which it is rejected; nil if there is none.
    case head(RequestFacts, TransportFault?)
    /// Bytes of the body.
    case body(Int)
    case end
    case readCompleted

    // From the application
    case readRequested
    case bodyWanted
    case informationalHead
    case responseHead
    case responseBody
    case responseEnd
    /// The application closes the stream, or one side of it.
    case closeRequested(isWhole: Bool)

    // From the output and the clock
    /// A part of the response is about to be written.
    case partWritten
    /// A part of the response has left.
    case partSent
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
    /// Send `100 Continue`.
    case sendContinue
    /// Let the client send the rest of the body, then write the event's end of the response.
    case writeEndAndTakeRest
    /// Write this fault as a whole response, and let the client send the rest of the body if it can
    /// be dropped.
    case refuse(TransportFault, takesRest: Bool)
    /// Ask for more bytes, because no handler above does.
    case read
    /// Keep the stream until the body is complete or dropped, and ask for more bytes.
    case closeLater
    case reset(Reset)
    /// Reset the stream and close it.
    case resetAndClose(Reset)
  }

  /// Why a stream is reset.
  package enum Reset: Hashable {
    /// The response is complete; the client need not send the rest.
    case noError
    /// The client missed a deadline.
    case cancel
    /// The response is incomplete.
    case internalError
  }

  /// Changes the state.
  ///
  /// - Returns: the actions for the handler.
  package mutating func handle(_ event: Event, at now: NIODeadline) -> Action {
    switch event {
    case .disconnected: disconnect()
    case .failed: exchange.body == nil ? .forward : .throwFault(.clientGone)
    case .head(let request, let fault): receiveHead(request, fault, at: now)
    case .body(let count): receiveBody(count, at: now)
    case .end: receiveEnd()
    case .readCompleted: completeRead()
    case .readRequested: requestRead(at: now)
    case .bodyWanted: exchange.inviteBody(at: now) ? .sendContinue : .none
    case .informationalHead, .responseBody: isDetached ? .fail : .forward
    case .responseHead: beginResponse()
    case .responseEnd: endResponse(at: now)
    case .closeRequested(let isWhole): close(isWhole: isWhole)
    case .partWritten: writePart(at: now)
    case .partSent: sendPart(at: now)
    case .timeOut: timeOut(at: now)
    }
  }
}
