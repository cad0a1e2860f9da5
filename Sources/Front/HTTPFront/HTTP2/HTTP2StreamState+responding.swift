import NIOCore

// The outgoing side: `100 Continue`, the response, and the end of the stream.

extension HTTP2StreamState {
  mutating func beginResponse() -> Action {
    guard !isDetached else { return .fail }
    exchange.beginResponse()
    return .forward
  }

  mutating func endResponse(at now: NIODeadline) -> Action {
    guard !isDetached else { return .fail }
    return finish(at: now) ? .writeEndAndTakeRest : .forward
  }

  /// The response is complete.
  ///
  /// - Returns: whether the client may send the rest of the body, which the server drops.
  mutating func finish(at now: NIODeadline) -> Bool {
    exchange.endResponse(at: now)
    guard exchange.body != nil else { return false }
    resetsWhenSent = exchange.endsBehindResponse
    return !resetsWhenSent
  }

  /// Answers instead of the application, unless the application's answer has begun.
  mutating func refuse(_ fault: TransportFault, at now: NIODeadline) -> Action {
    guard exchange.unanswered == 1, !exchange.isResponding else { return reset(.cancel) }
    isDetached = true
    return .refuse(fault, takesRest: finish(at: now))
  }

  mutating func reset(_ reset: Reset) -> Action {
    resetsWhenSent = false
    exchange.endBody()
    return .reset(reset)
  }

  mutating func writePart(at now: NIODeadline) -> Action {
    if unsent == 0 { sent = now }
    unsent += 1
    return .none
  }

  mutating func sendPart(at now: NIODeadline) -> Action {
    unsent = max(0, unsent - 1)
    sent = now
    return resetsWhenSent && unsent == 0 ? reset(.noError) : .none
  }

  mutating func close(isWhole: Bool) -> Action {
    guard isWhole else { return .forward }
    if exchange.isResponding {
      // An incomplete response must not look complete (RFC 9113, section 8.1).
      _ = reset(.internalError)
      return .resetAndClose(.internalError)
    }
    guard isAnswered, exchange.body != nil else { return .forward }
    isDetached = true
    return .closeLater
  }
}
