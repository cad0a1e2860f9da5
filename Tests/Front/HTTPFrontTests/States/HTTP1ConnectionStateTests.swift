import HTTPFront
import NIOCore
import Testing

/// The rules of an HTTP/1 connection, without a socket and with a clock that the test moves.
@Suite("The state of an HTTP/1 connection", .timeLimit(.minutes(1)))
struct HTTP1ConnectionStateTests {
  private static let post = RequestFacts(length: 9)

  /// A response of the application, from its head to the moment it is written.
  ///
  /// - Returns: whether the response is the last of the connection, and the actions that follow it.
  private func respond(
    _ connection: inout HTTP1Driver, _ response: ResponseFacts = ResponseFacts()
  ) -> (framing: ResponseFraming?, after: HTTP1ConnectionState.Action) {
    var framing: ResponseFraming?
    if case .writeHead(let written) = connection.on(.responseHead(response)) { framing = written }
    #expect(connection.on(.responseEnd) == .forward)
    return (framing, connection.on(.responseFlushed(isWritable: true)))
  }

  @Test func `serves one request after another`() {
    var connection = HTTP1Driver()
    for _ in 0..<3 {
      #expect(connection.receive(RequestFacts()) == .forward)
      #expect(connection.on(.end) == .forward)
      #expect(connection.state.deadline == nil)
      let (framing, after) = respond(&connection)
      #expect(framing == ResponseFraming(length: .given, isLast: false))
      #expect(after == .none)
      #expect(connection.lateness == .request)
    }
  }

  // MARK: Time

  @Test func `closes without a response if no byte arrives`() {
    var connection = HTTP1Driver()
    #expect(connection.wait(.seconds(29)) == .none)
    #expect(connection.wait(.seconds(1)) == .close)
    var idle = HTTP1Driver()
    _ = idle.receive(RequestFacts())
    _ = idle.on(.end)
    _ = respond(&idle)
    #expect(idle.wait(.seconds(59)) == .none)
    #expect(idle.wait(.seconds(1)) == .close)
  }

  @Test func `rejects a header section that does not end`() throws {
    var connection = HTTP1Driver()
    _ = connection.wait(.seconds(20))
    _ = connection.on(.readCompleted)
    #expect(connection.lateness == .header)
    // More bytes do not give the client more time.
    _ = connection.wait(.seconds(29))
    _ = connection.on(.readCompleted)
    let refusal = try #require(connection.wait(.seconds(1)).refusal)
    #expect(refusal.failure == .init(fault: .headerTimeout))
    #expect(refusal.framing.isLast && refusal.hasBody && !refusal.isAwaited)
    #expect(connection.on(.responseEnd) == .forward)
    #expect(connection.on(.responseFlushed(isWritable: true)) == .closeOutput)
  }

  @Test func `rejects a body that stalls or trickles, and counts only the client's time`() throws {
    var stalled = HTTP1Driver()
    _ = stalled.receive(Self.post)
    #expect(stalled.wait(.seconds(60)) == .none)
    _ = stalled.on(.readRequested)
    #expect(stalled.wait(.seconds(29)) == .none)
    #expect(stalled.wait(.seconds(1)).refusal?.failure.fault == .bodyTimeout)

    var trickling = HTTP1Driver()
    _ = trickling.receive(RequestFacts(length: 1000))
    for _ in 0..<5 {
      _ = trickling.on(.readRequested)
      #expect(trickling.wait(.seconds(20)) == .none)
      #expect(trickling.on(.body(1)) == .forward)
      _ = trickling.on(.readCompleted)
    }
    _ = trickling.on(.readRequested)
    let refusal = try #require(trickling.wait(.seconds(20)).refusal)
    #expect(refusal.failure.fault == .bodyTimeout && refusal.isAwaited)
  }

  @Test func `closes if the client does not read its response`() {
    var connection = HTTP1Driver()
    _ = connection.receive(RequestFacts())
    _ = connection.on(.end)
    _ = connection.on(.responseHead(ResponseFacts()))
    _ = connection.on(.responseEnd)
    #expect(connection.on(.outputChanged(isWritable: false)) == .measureOutput)
    #expect(connection.on(.outputMeasured(1000)) == .none)
    #expect(connection.wait(.seconds(29)) == .none)
    #expect(connection.wait(.seconds(1)) == .measureOutput)
    // The client has read a byte, so its time starts again.
    #expect(connection.on(.outputMeasured(999)) == .none)
    #expect(connection.wait(.seconds(30)) == .measureOutput)
    #expect(connection.on(.outputMeasured(999)) == .close)
  }

  // MARK: 100 Continue and early responses

  @Test func `sends 100 Continue to a waiting client once and in turn`() {
    var connection = HTTP1Driver()
    _ = connection.receive(RequestFacts())
    _ = connection.on(.end)
    _ = connection.receive(RequestFacts(length: 9, expectsContinue: true))
    // The previous response has not left yet.
    #expect(connection.on(.bodyWanted) == .none)
    _ = respond(&connection)
    _ = connection.on(.readRequested)
    #expect(connection.state.deadline == nil)
    #expect(connection.on(.bodyWanted) == .sendContinue)
    #expect(connection.on(.bodyWanted) == .none)
    #expect(connection.lateness == .body)
  }

  @Test func `sends no 100 Continue to a client that is already sending`() {
    var connection = HTTP1Driver()
    _ = connection.receive(RequestFacts(length: 9, expectsContinue: true))
    _ = connection.on(.body(1))
    #expect(connection.on(.bodyWanted) == .none)
  }

  @Test(arguments: [
    (RequestFacts(length: 9), false), (RequestFacts(), false),
    (RequestFacts(length: 16 << 20), false), (RequestFacts(length: (16 << 20) + 1), true),
    (RequestFacts(length: 9, expectsContinue: true), true),
  ])
  func `continues after an early response if the body can be dropped`(
    request: RequestFacts, isLast: Bool
  ) {
    var connection = HTTP1Driver()
    _ = connection.receive(request)
    let (framing, after) = respond(&connection)
    #expect(framing?.isLast == isLast)
    #expect(after == (isLast ? .closeOutput : .none))
    guard !isLast else { return }
    #expect(connection.lateness == .unwantedBody)
    #expect(connection.on(.body(9)) == .forward)
    #expect(connection.on(.end) == .forward)
    #expect(connection.receive(RequestFacts()) == .forward)
  }

  @Test func `drops a body after its response within limits`() {
    var long = HTTP1Driver()
    _ = long.receive(RequestFacts())
    _ = respond(&long)
    #expect(long.on(.body(16 << 20)) == .forward)
    #expect(long.on(.body(1)) == .closeOutput)
    var slow = HTTP1Driver()
    _ = slow.receive(RequestFacts())
    _ = respond(&slow)
    for _ in 0..<3 {
      #expect(slow.wait(.seconds(9)) == .none)
      #expect(slow.on(.body(1)) == .forward)
    }
    #expect(slow.wait(.seconds(3)) == .closeOutput)
  }

  // MARK: Framing

  @Test(arguments: [
    (RequestFacts(), ResponseFacts(), ResponseFraming.Length.given),
    (RequestFacts(), ResponseFacts(hasLength: false), .chunked),
    (RequestFacts(isHead: true), ResponseFacts(hasLength: false), .given),
    (RequestFacts(isVersion10: true, isLast: true), ResponseFacts(hasLength: false), .given),
    (RequestFacts(), ResponseFacts(hasLength: false, mayHaveBody: false), .none),
  ])
  func `frames a response as its request allows`(
    request: RequestFacts, response: ResponseFacts, length: ResponseFraming.Length
  ) {
    var connection = HTTP1Driver()
    _ = connection.receive(request)
    _ = connection.on(.end)
    let framing = respond(&connection, response).framing
    #expect(framing == ResponseFraming(length: length, isLast: request.isLast))
  }

  @Test func `limits the bytes of chunk sizes and extensions`() {
    var connection = HTTP1Driver()
    _ = connection.receive(RequestFacts())
    _ = connection.on(.decoding(64 * 1024 + 1 + 8))
    _ = connection.on(.body(1))
    #expect(connection.on(.readCompleted) == .none)
    _ = connection.on(.decoding(1))
    #expect(connection.on(.readCompleted) == .reportError)
    #expect(connection.on(.body(1)) == .none)
  }

  // MARK: The last request

  @Test func `ends after the last request`() {
    var limits = TransportLimits()
    limits.requestsPerConnection = 2
    for isAsked in [true, false] {
      var connection = HTTP1Driver(limits)
      _ = connection.receive(RequestFacts(isLast: isAsked))
      _ = connection.on(.end)
      if !isAsked {
        #expect(respond(&connection).framing?.isLast == false)
        _ = connection.receive(RequestFacts())
        _ = connection.on(.end)
      }
      #expect(connection.receive(RequestFacts()) == .none)
      let (framing, after) = respond(&connection)
      #expect(framing?.isLast == true && after == .closeOutput)
      #expect(connection.on(.responseHead(ResponseFacts())) == .fail)
    }
  }

  @Test func `decodes a limited number of pipelined requests`() {
    var connection = HTTP1Driver()
    for number in 0..<16 {
      #expect(!connection.state.isPipelineFull, "\(number)")
      _ = connection.receive(RequestFacts())
      _ = connection.on(.end)
    }
    #expect(connection.state.isPipelineFull)
    #expect(respond(&connection).framing?.isLast == false)
    #expect(!connection.state.isPipelineFull)
    // Bytes over the limit are dropped, so the accepted requests are the last.
    _ = connection.on(.pipelineOverflowed)
    for number in 1..<16 { #expect(respond(&connection).framing?.isLast == (number == 15)) }
  }

  @Test func `finishes its requests at shutdown`() {
    var idle = HTTP1Driver()
    #expect(idle.on(.shutdown) == .close)
    var busy = HTTP1Driver()
    _ = busy.receive(Self.post)
    #expect(busy.on(.shutdown) == .none)
    let (framing, after) = respond(&busy)
    #expect(framing?.isLast == true && after == .closeOutput)
    var dropping = HTTP1Driver()
    _ = dropping.receive(Self.post)
    _ = respond(&dropping)
    #expect(dropping.on(.shutdown) == .closeOutput)
  }

  // MARK: Faults

  @Test func `answers a request that the decoder rejects`() throws {
    var connection = HTTP1Driver()
    let failure = HTTP1ConnectionState.Failure(fault: .malformedRequest, field: "X-Key")
    #expect(connection.on(.failed(failure)) == .forward)
    let answer = ResponseFacts(isAnswerToError: true)
    guard case .replaceHead(let refusal) = connection.on(.responseHead(answer)) else {
      Issue.record("the server's own answer was written")
      return
    }
    #expect(refusal.failure == failure && refusal.framing.isLast)
    #expect(connection.on(.responseEnd) == .forward)
    #expect(connection.on(.responseFlushed(isWritable: true)) == .closeOutput)
  }

  @Test func `rejects a head that the decoder accepts`() {
    var connection = HTTP1Driver()
    #expect(connection.on(.head(nil)) == .reportError)
    #expect(connection.receive(RequestFacts()) == .none)
  }

  @Test func `sends nothing if the body of an answered request breaks`() {
    var connection = HTTP1Driver()
    _ = connection.receive(RequestFacts())
    _ = respond(&connection)
    let failure = HTTP1ConnectionState.Failure(fault: .malformedRequest)
    #expect(connection.on(.failed(failure)) == .closeOutput)
  }

  @Test func `reports to the application if the client disconnects during a body`() {
    for event in [HTTP1ConnectionState.Event.disconnected, .failed(nil)] {
      var connection = HTTP1Driver()
      _ = connection.receive(Self.post)
      #expect(connection.on(event) == .throwFault(.clientGone))
    }
    var complete = HTTP1Driver()
    _ = complete.receive(Self.post)
    _ = complete.on(.end)
    #expect(complete.on(.disconnected) == .none)
  }

  @Test func `resets a connection whose response is incomplete`() {
    var connection = HTTP1Driver()
    _ = connection.receive(RequestFacts())
    _ = connection.on(.end)
    _ = connection.on(.responseHead(ResponseFacts()))
    #expect(connection.on(.closeRequested(.all)) == .reset)
    var whole = HTTP1Driver()
    _ = whole.receive(RequestFacts())
    _ = whole.on(.end)
    _ = whole.on(.responseHead(ResponseFacts()))
    _ = whole.on(.responseEnd)
    // The end of the response has not left yet.
    #expect(whole.on(.closeRequested(.output)) == .none)
    #expect(whole.on(.responseFlushed(isWritable: true)) == .closeOutput)
  }
}
