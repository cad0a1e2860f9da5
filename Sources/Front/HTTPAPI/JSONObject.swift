import Foundation
import Hummingbird
import NIOCore

/// A JSON object whose members stand in the order in which they were added.
struct JSONObject {
  private var members: [String] = []

  mutating func add(_ name: String, _ value: String) {
    members.append("\(Self.quoted(name)):\(Self.quoted(value))")
  }

  /// - Parameter json: the member's value as JSON text.
  mutating func add(_ name: String, json: String) {
    members.append("\(Self.quoted(name)):\(json)")
  }

  mutating func add(_ name: String, _ objects: [JSONObject]) {
    members.append("\(Self.quoted(name)):[\(objects.map(\.text).joined(separator: ","))]")
  }

  var text: String { "{\(members.joined(separator: ","))}" }

  var responseBody: ResponseBody { ResponseBody(byteBuffer: ByteBuffer(string: text)) }

  static func quoted(_ text: String) -> String {
    // Most texts need no escape, and an encoder costs more than the rest of a small response.
    if text.utf8.allSatisfy(standsForItself) { return "\"\(text)\"" }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    // A string always encodes.
    return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }

  /// Printable ASCII but for the two characters that RFC 8259 section 7 has escaped.
  private static func standsForItself(_ byte: UInt8) -> Bool {
    (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }
}
