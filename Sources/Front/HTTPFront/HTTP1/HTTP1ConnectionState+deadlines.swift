import NIOCore

// The client's deadlines. The state names the next deadline, and its handler has one timer for it.

extension HTTP1ConnectionState {
  /// The client's next deadline; nil while the server has the next move.
  package var deadline: Deadline? {
    if let sending { return Deadline(at: sending.until, lateness: .response) }
    guard ending != .closing, failure == nil else { return nil }
    switch receiving {
    case .between(let until) where exchange.unanswered == 0:
      return Deadline(at: until, lateness: .request)
    case .head(let until) where exchange.unanswered == 0:
      return Deadline(at: until, lateness: .header)
    case .body: return exchange.deadline
    case .between, .head, .closed: return nil
    }
  }

  /// A timer has fired. Its deadline may have moved since.
  mutating func timeOut(at now: NIODeadline) -> Action {
    guard let deadline, deadline.at <= now else { return .none }
    switch deadline.lateness {
    case .request: return abandon()
    case .header: return refuse(.headerTimeout)
    case .body: return refuse(.bodyTimeout)
    case .unwantedBody: return end()
    case .response: return .measureOutput
    }
  }

  mutating func requestRead(at now: NIODeadline) -> Action {
    exchange.awaitBody(at: now)
    return .none
  }

  /// Watches the output while nothing can be added to it: a response has ended, or the application
  /// waits for it to become writable. So any change in the number of waiting bytes means that the
  /// client reads.
  mutating func watchOutput(isWritable: Bool) -> Action {
    if unflushed == 0, isWritable {
      sending = nil
      return .none
    }
    return sending == nil ? .measureOutput : .none
  }

  /// - Parameter waiting: bytes that wait to be written to the socket.
  mutating func measured(_ waiting: Int, at now: NIODeadline) -> Action {
    if let sending, sending.waiting == waiting { return abandon() }
    sending = Sending(until: now + TimeAmount(limits.sendStall), waiting: waiting)
    return .none
  }
}
