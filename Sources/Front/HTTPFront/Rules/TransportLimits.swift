/// The limits of connections: times, bytes and counts. One value for the whole server; tests shrink
/// it.
///
/// Each field's comment names the effect of exceeding its limit.
package struct TransportLimits: Hashable, Sendable {
  /// Bytes of the names and values of a request's header fields, its target included.
  /// Beyond: 431 and close. Default 16 KiB.
  package var headerBytes = 16 * 1024
  /// Number of header fields of a request. Beyond: 431 and close. Default 100.
  package var headerFields = 100
  /// From the first byte of a request (for the first one: from the connection too) until its header
  /// section is complete. Beyond: 408 and close. Default 30 s.
  package var headerTime: Duration = .seconds(30)
  /// Without a byte of a body that the application is waiting for. Beyond: 408 and close. Time in
  /// which the server does not read, or has not sent `100 Continue` yet, does not count. Default 30
  /// s.
  package var bodyStall: Duration = .seconds(30)
  /// From a request's head, or the server's `100 Continue`, to the last byte of its body. Beyond,
  /// while the server waits for the client: 408 and close. Default 120 s: 5 MB at 44 kB/s.
  package var bodyTime: Duration = .seconds(120)
  /// Between the end of a response and the first byte of the next request. Beyond: close without a
  /// response. Default 60 s.
  package var idleTime: Duration = .seconds(60)
  /// Without the client reading a byte of a response that waits to be sent. Beyond: close.
  /// Default 30 s.
  package var sendStall: Duration = .seconds(30)
  /// The rest of a body that is read and dropped after its response. Within this limit the
  /// connection stays usable. Beyond: close.
  package var discard = Discard()
  /// Open connections. Beyond: they wait in the listen backlog until one closes. The server's
  /// `availableConnectionsDelegate` applies it. Default 1024.
  package var connections = 1024
  /// Open connections of one client: an IPv4 address or an IPv6 /64, unless it is a trusted proxy.
  /// Beyond: close immediately. Default 256.
  package var connectionsPerClient = 256
  /// Requests of a connection. The response to the last one has `Connection: close`, or follows a
  /// GOAWAY. Default 10,000.
  package var requestsPerConnection = 10_000
  /// Requests of an HTTP/1 connection that are decoded and unanswered. Beyond: they wait as bytes,
  /// and the server does not read from the client. Default 16.
  package var pipelinedRequests = 16
  /// Bytes that follow those decoded requests, after the client has ended its side or reset the
  /// connection. Beyond: they are dropped, and the connection ends after the answers. Default 128
  /// KiB.
  package var pipelinedBytes = 128 * 1024
  /// Bytes of a connection that the kernel holds before the server reads them. Default 256 KiB.
  package var receiveBuffer = 256 * 1024
  /// Bytes of chunk sizes, extensions and trailers of a body, besides 8 for each byte of the body.
  /// Beyond: 400 and close. Default 64 KiB.
  package var chunkFraming = 64 * 1024
  /// From the connection until its TLS handshake is complete. Beyond: close. Default 10 s.
  package var handshakeTime: Duration = .seconds(10)
  /// Open requests of an HTTP/2 connection. Beyond: GOAWAY and close. Default 48.
  package var streams = 48
  /// Open requests of one client, as for `connectionsPerClient`, over all its HTTP/2 connections.
  /// Beyond: RST_STREAM with REFUSED_STREAM. Each costs about 32 KiB. Default 48.
  package var streamsPerClient = 48
  /// Bytes of header sections, and of bodies that the application does not want yet, of an HTTP/2
  /// connection. Beyond: RST_STREAM with REFUSED_STREAM or ENHANCE_YOUR_CALM. Default 512 KiB.
  package var heldPerConnection = 512 * 1024
  /// Bytes of a body that an HTTP/2 client may send before the application wants it: the initial
  /// window of a stream. Default 4 KiB.
  package var unwantedBody = 4 * 1024
  /// The window of an HTTP/2 stream whose body is wanted, in bytes. Default 64 KiB.
  package var streamWindow = 64 * 1024
  /// RST_STREAM frames of an HTTP/2 client, and errors of its streams, within 30 s. Beyond:
  /// ENHANCE_YOUR_CALM and close. Default 200 each.
  package var streamResets = 200
  /// PING, SETTINGS and PRIORITY frames of an HTTP/2 client within 30 s. Beyond:
  /// ENHANCE_YOUR_CALM and close. Default 200.
  package var controlFrames = 200
  /// CONTINUATION frames of a header section. Beyond: ENHANCE_YOUR_CALM and close. Default 5.
  package var continuationFrames = 5

  /// The defaults.
  package init() {}

  /// Limits on reading bytes only to drop them. A client that is still sending can then read the
  /// response (RFC 9112, section 9.6).
  package struct Discard: Hashable, Sendable {
    /// Dropped bytes. Default 16 MiB.
    package var bytes = 16 * 1024 * 1024
    /// Time without a byte. Default 10 s.
    package var stall: Duration = .seconds(10)
    /// Time in all. Default 30 s.
    package var time: Duration = .seconds(30)
    /// Time in all, once the server is shutting down. Default 2 s.
    package var timeAtShutdown: Duration = .seconds(2)

    /// The defaults.
    package init() {}
  }
}
