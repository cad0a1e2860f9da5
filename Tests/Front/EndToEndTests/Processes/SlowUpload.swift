import Foundation
import Glibc
import TestSupport

/// An upload whose body is sent when the test decides.
struct SlowUpload: Sendable {
  private let descriptor: Int32
  private let rest: [UInt8]

  /// Sends the head and half of the body. Waits for the server's `100 Continue`, which confirms
  /// that it has accepted the request.
  init(_ file: [UInt8], to server: Server, token: String) async throws {
    let body = Client.form(file, timeZone: "America/New_York", boundary: "end")
    let head = """
      POST /v1/schedules/event-imports HTTP/1.1\r
      Host: 127.0.0.1\r
      Authorization: Bearer \(token)\r
      Content-Type: multipart/form-data; boundary=end\r
      Content-Length: \(body.count)\r
      Expect: 100-continue\r
      \r\n
      """
    descriptor = try Self.connect(to: server.port)
    rest = Array(body[(body.count / 2)...])
    let first = Array(body[..<(body.count / 2)])
    try await blocking { [descriptor] in
      try Self.send(Array(head.utf8), on: descriptor)
      let answer = try Self.receive(on: descriptor)
      guard answer.hasPrefix("HTTP/1.1 100") else { throw Refused(text: answer) }
      try Self.send(first, on: descriptor)
    }
  }

  /// Sends the remaining bytes.
  ///
  /// - Returns: the response.
  func finish() async throws -> String {
    try await blocking { [descriptor, rest] in
      defer { close(descriptor) }
      try Self.send(rest, on: descriptor)
      return try Self.receive(on: descriptor)
    }
  }

  /// Closes the connection without sending the rest.
  func abandon() { close(descriptor) }

  /// A connection to the loopback address. Reads and writes time out after 30 s.
  static func connect(to port: Int) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    var patience = timeval(tv_sec: 30, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(
        descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
    }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else {
      close(descriptor)
      throw Refused(text: "no connection: \(String(cString: strerror(errno)))")
    }
    return descriptor
  }

  private static func send(_ bytes: [UInt8], on descriptor: Int32) throws {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Refused(text: "not sent: errno \(errno)") }
      sent += count
    }
  }

  /// The bytes up to the end of a head.
  private static func receive(on descriptor: Int32) throws -> String {
    var text = ""
    var buffer = [UInt8](repeating: 0, count: 4096)
    while !text.contains("\r\n\r\n") {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { throw Refused(text: "no answer but '\(text)'") }
      text += String(decoding: buffer[..<count], as: UTF8.self)
    }
    return text
  }
}
