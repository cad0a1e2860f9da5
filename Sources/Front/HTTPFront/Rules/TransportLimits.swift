/// How long and how much a connection may take. One value for the whole server; tests shrink it.
///
/// All times are wall-clock. A connection that passes a limit is closed; what its client is told
/// stands at each field.
package struct TransportLimits: Hashable, Sendable {
  /// Bytes of the names and values of a request's header fields, its target included.
  /// Beyond: 431 and close. Default 16 KiB.
  package var headerBytes = 16 * 1024
  /// Number of header fields of a request. Beyond: 431 and close. Default 100.
  package var headerFields = 100
  /// From the first byte of a request (for the first one: from the connection too) until its header
  /// section is complete. Beyond: 408 and close. Default 30 s.
  package var headerTime: Duration = .seconds(30)
  /// Without a byte of a body that the application is waiting for. Beyond: 408 and close. The time
  /// in which we do not read, or have not yet sent `100 Continue`, is not the client's and does not
  /// count. Default 30 s.
  package var bodyStall: Duration = .seconds(30)
  /// From a request's head, or our `100 Continue`, to the last byte of its body. Beyond, while
  /// waiting for the client: 408 and close. Default 120 s: 5 MB at 44 kB/s.
  package var bodyTime: Duration = .seconds(120)
  /// Between the end of a response and the first byte of the next request. Beyond: close, without a
  /// word. Default 60 s.
  package var idleTime: Duration = .seconds(60)
  /// Without the client taking a byte of a response that waits to be sent. Beyond: close.
  /// Default 30 s.
  package var sendStall: Duration = .seconds(30)
  /// What is read and dropped of a body after its response: within it the connection stays usable,
  /// beyond it the connection is closed.
  package var discard = Discard()
  /// Open connections; more wait in the listen backlog until one closes. To be handed to the
  /// server's `availableConnectionsDelegate`. Default 1024.
  package var connections = 1024
  /// Of these, connections of one client: of an IPv4 address or of an IPv6 /64, unless it is a
  /// trusted proxy. Beyond: close at once. Default 256.
  package var connectionsPerClient = 256
  /// Requests of a connection. The last one is answered with `Connection: close`, or behind a GOAWAY.
  /// Default 10,000.
  package var requestsPerConnection = 10_000
  /// Requests of an HTTP/1 connection that are decoded and unanswered. More wait as bytes, and what
  /// the client sends then is not read. Default 16.
  package var pipelinedRequests = 16
  /// Bytes behind those requests of a client that has ended its side or reset the connection, which
  /// come unasked. Beyond: they are dropped, and the connection ends behind the answers. Default
  /// 128 KiB.
  package var pipelinedBytes = 128 * 1024
  /// Bytes that the kernel takes of a connection before they are read. Default 256 KiB.
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
  /// Bytes of header sections, and of bodies that nobody wants yet, of an HTTP/2 connection. Beyond:
  /// RST_STREAM with REFUSED_STREAM or ENHANCE_YOUR_CALM. Default 512 KiB.
  package var heldPerConnection = 512 * 1024
  /// Bytes that a client of HTTP/2 may send of a body before the application wants it: the initial
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

  /// Bounds for bytes that are read only to be dropped, so that a client that is still sending can
  /// read the response (RFC 9112, section 9.6).
  package struct Discard: Hashable, Sendable {
    /// Bytes that are dropped at most. Default 16 MiB.
    package var bytes = 16 * 1024 * 1024
    /// Without a byte. Default 10 s.
    package var stall: Duration = .seconds(10)
    /// In all. Default 30 s.
    package var time: Duration = .seconds(30)
    /// In all, once the server is shutting down. Default 2 s.
    package var timeAtShutdown: Duration = .seconds(2)

    /// The defaults.
    package init() {}
  }
}
