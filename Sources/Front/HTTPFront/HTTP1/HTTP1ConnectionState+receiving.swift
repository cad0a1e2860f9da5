import NIOCore

// The incoming side of an HTTP/1 connection.

extension HTTP1ConnectionState {
  /// The bytes that the decoder may get next.
  enum Appetite {
    /// Bytes up to the end of a header section.
    case head
    /// This many bytes of the body; nil if its length is unknown.
    case body(Int?)
    case nothing
  }

  /// The bytes that the decoder may get next, without the limit on pipelined requests.
  var appetite: Appetite {
    switch receiving {
    case .between, .head: .head
    case .body: .body(exchange.body?.remaining)
    case .closed: .nothing
    }
  }

  /// Whether the next request must stay undecoded until an earlier request is answered.
  package var isPipelineFull: Bool {
    switch receiving {
    case .between, .head: exchange.unanswered >= limits.pipelinedRequests
    case .body, .closed: false
    }
  }

  mutating func connect(at now: NIODeadline) -> Action {
    guard !hasEnded else { return .none }
    receiving = .between(until: now + TimeAmount(limits.headerTime))
    return .none
  }

  mutating func disconnect() -> Action {
    let isReceivingBody = receiving == .body
    stop()
    sending = nil
    return isReceivingBody ? .throwFault(.clientGone) : .none
  }

  mutating func countDecoded(_ count: Int) -> Action {
    decoded += count
    return .none
  }

  mutating func receiveHead(_ request: RequestFacts?, at now: NIODeadline) -> Action {
    hasReadParts = true
    guard receiving != .closed else { return .none }
    guard ending == .open, !isLastRequest else {
      stopReceiving()
      return .none
    }
    guard let request else { return reject() }
    asked.append(Asked(isHead: request.isHead, isVersion10: request.isVersion10))
    requests += 1
    isLastRequest = request.isLast || requests >= limits.requestsPerConnection
    exchange.begin(request, at: now)
    bodyStart = decoded
    receiving = .body
    return .forward
  }

  mutating func receiveBody(_ count: Int, at now: NIODeadline) -> Action {
    hasReadParts = true
    guard receiving == .body else { return .none }
    return exchange.receive(count, at: now) ? .forward : end()
  }

  mutating func receiveEnd(at now: NIODeadline) -> Action {
    hasReadParts = true
    guard receiving != .closed else { return .none }
    exchange.endBody()
    receiving = .between(until: now + TimeAmount(limits.idleTime))
    return .forward
  }

  mutating func completeRead(at now: NIODeadline) -> Action {
    defer { hasReadParts = false }
    switch receiving {
    case .between where !hasReadParts:
      receiving = .head(until: now + TimeAmount(limits.headerTime))
    case .body:
      exchange.endRead()
      if hasTooMuchFraming { return exchange.unanswered == 0 ? end() : reject() }
    case .between, .head, .closed:
      break
    }
    return .none
  }

  /// Whether the body has more bytes of chunk sizes and extensions than its length allows.
  private var hasTooMuchFraming: Bool {
    let received = exchange.body?.received ?? 0
    return decoded - bodyStart - received > limits.chunkFraming + 8 * received
  }

  /// Rejects a request that the decoder accepted, as if the decoder had rejected it. The server
  /// answers the error after the requests before it.
  private mutating func reject() -> Action {
    failure = Failure(fault: .malformedRequest)
    stopReceiving()
    return .reportError
  }

  mutating func fail(_ failure: Failure?) -> Action {
    guard self.failure == nil else { return .forward }
    guard let failure else { return receiving == .body ? .throwFault(.clientGone) : .forward }
    self.failure = failure
    // The request already has its response, so the fault gets none.
    return receiving == .body && exchange.unanswered == 0 ? end() : .forward
  }

  mutating func dropPipelined() -> Action {
    isLastRequest = true
    return .none
  }

  mutating func shutDown() -> Action {
    isShuttingDown = true
    switch receiving {
    case .between, .head: return exchange.unanswered == 0 && unflushed == 0 ? .close : .none
    case .body: return exchange.unanswered == 0 ? end() : .none
    case .closed: return .none
    }
  }
}
