import NIOCore

// The outgoing side: `100 Continue`, the responses, and the decision which response is the last.

extension HTTP1ConnectionState {
  mutating func wantBody(at now: NIODeadline) -> Action {
    exchange.inviteBody(at: now) ? .sendContinue : .none
  }

  /// Parts of a response that change nothing.
  func passResponse() -> Action { ending == .closing ? .fail : .forward }

  mutating func beginResponse(_ response: ResponseFacts) -> Action {
    guard ending != .closing else { return .fail }
    if let failure, response.isAnswerToError { return .replaceHead(refusal(failure)) }
    return .writeHead(takeHead(response))
  }

  private mutating func takeHead(_ response: ResponseFacts) -> ResponseFraming {
    exchange.beginResponse()
    let isLast = isLast(response)
    if isLast { ending = .afterResponse }
    return ResponseFraming(length: length(of: response), isLast: isLast)
  }

  /// A response to HEAD has no body, and one in HTTP/1.0 has no chunks: without a length it ends
  /// with the connection.
  private func length(of response: ResponseFacts) -> ResponseFraming.Length {
    guard response.mayHaveBody else { return .none }
    let asked = asked.first
    let endsWithoutChunks = asked.map { $0.isHead || $0.isVersion10 } ?? false
    return response.hasLength || endsWithoutChunks ? .given : .chunked
  }

  private func isLast(_ response: ResponseFacts) -> Bool {
    guard response.isKeepAlive else { return true }
    guard exchange.unanswered <= 1 else { return false }
    if isShuttingDown || isLastRequest { return true }
    guard receiving == .body else { return failure != nil && exchange.unanswered == 0 }
    return failure != nil || exchange.endsBehindResponse
  }

  /// The transport answers instead of the application.
  private mutating func refusal(_ failure: Failure) -> Refusal {
    let isAwaited = exchange.unanswered > 0
    let hasBody = asked.first?.isHead != true
    return Refusal(
      failure: failure, framing: takeHead(ResponseFacts()), hasBody: hasBody, isAwaited: isAwaited)
  }

  /// Answers instead of the application, unless the application's answer has begun. Ends the
  /// connection.
  mutating func refuse(_ fault: TransportFault) -> Action {
    guard !exchange.isResponding else { return end() }
    let failure = Failure(fault: fault)
    self.failure = failure
    return .refuse(refusal(failure))
  }

  mutating func endResponse(at now: NIODeadline) -> Action {
    guard ending != .closing else { return .fail }
    _ = asked.popFirst()
    unflushed += 1
    exchange.endResponse(at: now)
    if ending == .afterResponse { stop() }
    return .forward
  }

  mutating func flushed(isWritable: Bool, at now: NIODeadline) -> Action {
    unflushed = max(0, unflushed - 1)
    switch receiving {
    case .between: receiving = .between(until: now + TimeAmount(limits.idleTime))
    case .head: receiving = .head(until: now + TimeAmount(limits.headerTime))
    case .body, .closed: break
    }
    let measures = watchOutput(isWritable: isWritable)
    if unflushed == 0, ending == .closing { return .closeOutput }
    if isShuttingDown, exchange.unanswered == 0, case .closeOutput = end() { return .closeOutput }
    return measures
  }

  // MARK: Closing

  /// The application sends nothing more. An incomplete response must not look complete, as it would
  /// if the end of the connection ends its body. So the client sees a reset.
  mutating func close(_ mode: CloseMode) -> Action {
    if exchange.isResponding, mode != .input {
      _ = abandon()
      return .reset
    }
    return mode == .output ? end() : .forward
  }
}
