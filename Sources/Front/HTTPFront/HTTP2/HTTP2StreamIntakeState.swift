// The unread part of one HTTP/2 request, as a value: events in, actions out.
//
//   unwanted --the application wants the body, or the response is complete--> wanted
//
// Until the body is wanted, the client may send `TransportLimits.unwantedBody` bytes of it. They
// and the header section count against the limit of the connection. A wanted body has a window of
// `TransportLimits.streamWindow`, renewed as the body is read: the application has reserved memory
// for it.

/// The flow control of one HTTP/2 stream. Owns which bytes are waited for, and how many more the
/// client may send.
package struct HTTP2StreamIntakeState: Hashable {
  private let fullWindow: Int
  private let unwantedBody: Int
  private var hasHead = false
  private var hasPlace = false
  private var isOver = false
  private var isWanted = false
  /// Whether the application waits for the next bytes.
  private var isAwaited = false
  /// Whether something was passed on since the last completed read.
  private var hasPassedOn = false
  /// Bytes of the body that wait to be read, and whether the body ends after them.
  private var held = 0
  private var holdsEnd = false
  private var hasEnded = false
  /// Bytes that were read and that the client may send again.
  private var credit = 0
  private var countedHead = 0
  private var countedBody = 0

  /// Creates the state of a stream whose header section has not arrived.
  package init(limits: TransportLimits) {
    fullWindow = limits.streamWindow
    unwantedBody = limits.unwantedBody
  }

  /// Whether bytes of the body count against the connection's limit.
  package var countsBody: Bool { !isWanted && !isOver }
  /// Whether the header section has arrived: the next one is the trailers.
  package var isOpen: Bool { hasHead }

  /// Changes the state.
  ///
  /// - Returns: the actions for the handler.
  package mutating func handle(_ event: Event) -> Action {
    switch event {
    case .head(let bytes, let admission, let endsStream):
      begin(bytes, admission, endsStream: endsStream)
    case .data(let count, let hasRoom, let endsStream):
      receive(count, hasRoom: hasRoom, endsStream: endsStream)
    case .trailers: receiveEnd()
    case .readCompleted: deliver()
    case .readRequested: awaitBytes()
    case .bodyWanted: want()
    case .closed: isOver ? .none : .release(giveUp())
    }
  }

  // MARK: Receiving

  private mutating func begin(
    _ bytes: Int, _ admission: StreamRoom.Admission, endsStream: Bool
  ) -> Action {
    guard !isOver else { return .none }
    hasHead = true
    hasPlace = admission != .noPlace
    guard admission == .admitted else { return .refuse(.refusedStream, giveUp()) }
    countedHead = bytes
    hasEnded = endsStream
    hasPassedOn = true
    return .forward
  }

  private mutating func receive(_ count: Int, hasRoom: Bool, endsStream: Bool) -> Action {
    guard !isOver else { return .none }
    if countsBody, count > 0 {
      guard hasRoom else { return .refuse(.enhanceYourCalm, giveUp()) }
      countedBody += count
    }
    held += count
    return endsStream ? receiveEnd() : .hold
  }

  private mutating func receiveEnd() -> Action {
    guard !isOver else { return .none }
    (holdsEnd, hasEnded) = (true, true)
    return .hold
  }

  /// Stops receiving and delivering.
  private mutating func giveUp() -> StreamRoom.Share {
    isOver = true
    (held, holdsEnd) = (0, false)
    return StreamRoom.Share(bytes: countedHead + countedBody, hasPlace: hasPlace)
  }

  // MARK: Reading

  private mutating func awaitBytes() -> Action {
    isAwaited = true
    return deliver()
  }

  /// Delivers the bytes that have arrived, if the application waits for them.
  private mutating func deliver() -> Action {
    let (body, end) = (isAwaited && held > 0, isAwaited && holdsEnd)
    guard body || end || hasPassedOn else { return .none }
    let window = body ? renew(held) : 0
    if body { held = 0 }
    if end { holdsEnd = false }
    (hasPassedOn, isAwaited) = (false, false)
    return .deliver(body: body, end: end, window: window)
  }

  private mutating func renew(_ count: Int) -> Int {
    credit += count
    return isWanted && credit >= fullWindow / 4 ? spend(credit) : 0
  }

  private mutating func want() -> Action {
    guard countsBody else { return .none }
    isWanted = true
    defer { countedBody = 0 }
    return .open(released: countedBody, window: spend(credit + fullWindow - unwantedBody))
  }

  private mutating func spend(_ window: Int) -> Int {
    credit = 0
    return hasEnded ? 0 : max(0, window)
  }
}
