import Foundation

#if canImport(Darwin)
  import Darwin

  private let streamType = SOCK_STREAM
  private let sendFlags: Int32 = 0  // SwiftNIO, in the same process, ignores SIGPIPE
#else
  import Glibc

  private let streamType = Int32(SOCK_STREAM.rawValue)
  private let sendFlags = Int32(MSG_NOSIGNAL)
#endif

/// An event of a socket other than bytes.
package enum SocketError: Error, Equatable {
  case reset
  case timedOut
  case ended
  case system(Int32)
}

/// A client that sends exactly the bytes that a test chooses. It makes blocking calls on a separate
/// thread, because the server needs the cooperative threads. A call that blocks for 20 seconds
/// fails.
package final class RawClient: Sendable {
  /// A received response.
  package struct Response: Equatable {
    package var status: Int
    package var fields: [String: String]
    package var body: String
  }

  private let descriptor: Int32
  private let queue = DispatchQueue(label: "raw client")
  nonisolated(unsafe) private var received: [UInt8] = []

  /// Connects to the loopback address.
  /// - Parameters:
  ///   - receiveBuffer: bytes that the kernel holds while the client does not read.
  ///   - host: the last byte of the loopback address 127.0.0.x to connect from.
  package init(port: Int, receiveBuffer: Int? = nil, from host: UInt32? = nil) throws {
    descriptor = socket(AF_INET, streamType, 0)
    var guardTime = timeval(tv_sec: 20, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &guardTime, socklen_t(MemoryLayout<timeval>.size))
    }
    if var size = receiveBuffer.map(Int32.init) {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    if let host {
      var own = address
      own.sin_port = 0
      own.sin_addr.s_addr = in_addr_t(0x7F00_0000 + host).bigEndian
      _ = withUnsafePointer(to: &own) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
    }
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw SocketError.system(errno) }
  }

  deinit { close(descriptor) }

  private func blocking<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result(catching: work)) }
    }
  }

  // MARK: Sending

  /// Sends all of it, even if the server answers meanwhile.
  package func send(_ text: String) async throws {
    try await send(Array(text.utf8))
  }

  /// Sends all of it, even if the server answers meanwhile.
  package func send(_ bytes: [UInt8]) async throws {
    try await blocking { [descriptor] in
      var sent = 0
      while sent < bytes.count {
        let count = bytes[sent...].withUnsafeBytes {
          sendto(descriptor, $0.baseAddress, $0.count, sendFlags, nil, 0)
        }
        guard count > 0 else { throw Self.error() }
        sent += count
      }
    }
  }

  /// Ends the client's side of the connection; the client can still read.
  package func endSending() async throws {
    try await blocking { [descriptor] in _ = shutdown(descriptor, Int32(SHUT_WR)) }
  }

  /// Resets the connection, even if bytes are still to be sent.
  package func reset() async throws {
    try await blocking { [descriptor] in
      var now = linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
      var anywhere = sockaddr()
      anywhere.sa_family = sa_family_t(AF_UNSPEC)
      // Disconnects the socket. Releasing this object closes the descriptor.
      _ = connect(descriptor, &anywhere, socklen_t(MemoryLayout<sockaddr>.size))
    }
  }

  // MARK: Receiving

  /// Whether the server has sent bytes, or ended its side, since the last read.
  package func hasReceived() async throws -> Bool {
    try await blocking { [self] in
      var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      return !received.isEmpty || poll(&poller, 1, 0) > 0
    }
  }

  /// The next response, informational responses included.
  package func response() async throws -> Response {
    try await response(hasBody: true)
  }

  /// The next response to a HEAD request. It has no body, even if it has a length.
  package func head() async throws -> Response {
    try await response(hasBody: false)
  }

  private func response(hasBody: Bool) async throws -> Response {
    try await blocking { [self] in
      let separator = Array("\r\n\r\n".utf8)
      while received.firstRange(of: separator) == nil { try receive() }
      guard let end = received.firstRange(of: separator) else { throw SocketError.ended }
      let lines = String(decoding: received[..<end.lowerBound], as: UTF8.self)
        .components(separatedBy: "\r\n")
      received.removeSubrange(..<end.upperBound)
      var fields: [String: String] = [:]
      for line in lines.dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1)
        fields[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
      }
      let length = hasBody ? Int(fields["content-length"] ?? "0") ?? 0 : 0
      while received.count < length { try receive() }
      let body = String(decoding: received.prefix(length), as: UTF8.self)
      received.removeFirst(length)
      let status = Int(lines[0].split(separator: " ")[1]) ?? 0
      return Response(status: status, fields: fields, body: body)
    }
  }

  /// Reads until the server ends its side, and returns the bytes. A reset is an error.
  @discardableResult
  package func readToEnd() async throws -> String {
    try await blocking { [self] in
      do {
        let limit = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < limit { try receive() }
        throw SocketError.timedOut
      } catch SocketError.ended {}
      return String(decoding: received, as: UTF8.self)
    }
  }

  private func receive() throws {
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = recv(descriptor, &buffer, buffer.count, 0)
    if count == 0 { throw SocketError.ended }
    guard count > 0 else { throw Self.error() }
    received += buffer.prefix(count)
  }

  private static func error() -> SocketError {
    switch errno {
    case ECONNRESET, EPIPE: .reset
    case EAGAIN: .timedOut
    default: .system(errno)
    }
  }
}
