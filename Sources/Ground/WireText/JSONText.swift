/// Writes a JSON object whose members keep the order in which they were added.
///
/// It suits small responses, since it builds no tree of values first.
package struct JSONText: Sendable {
  private var members: [String] = []

  /// An object without members.
  package init() {}

  /// The object as JSON text, in one line.
  package var text: String { "{\(members.joined(separator: ","))}" }

  /// Adds a string.
  package mutating func add(_ name: String, _ value: String) {
    add(name, json: Self.quoted(value))
  }

  /// Adds an integer.
  package mutating func add(_ name: String, _ number: some BinaryInteger) {
    add(name, json: "\(number)")
  }

  /// Adds true or false.
  package mutating func add(_ name: String, _ flag: Bool) {
    add(name, json: flag ? "true" : "false")
  }

  /// Adds an array of strings.
  package mutating func add(_ name: String, _ texts: [String]) {
    add(name, json: "[\(texts.map(Self.quoted).joined(separator: ","))]")
  }

  /// Adds an array of objects.
  package mutating func add(_ name: String, _ objects: [JSONText]) {
    add(name, json: "[\(objects.map(\.text).joined(separator: ","))]")
  }

  /// Adds a value that is JSON text already.
  package mutating func add(_ name: String, json: String) {
    members.append("\(Self.quoted(name)):\(json)")
  }
}

extension JSONText {
  /// A string of JSON (RFC 8259 section 7): within quotes, control characters, quotes and
  /// backslashes escaped, everything else as it is.
  package static func quoted(_ text: String) -> String {
    // Most texts need no escape.
    if text.utf8.allSatisfy(standsForItself) { return "\"\(text)\"" }
    var quoted: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
      if standsForItself(byte) { quoted.append(byte) } else { quoted += escape(of: byte).utf8 }
    }
    quoted.append(UInt8(ascii: "\""))
    return String(decoding: quoted, as: UTF8.self)
  }

  private static func standsForItself(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private static func escape(of byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\""): "\\\""
    case UInt8(ascii: "\\"): "\\\\"
    case 0x08: "\\b"
    case 0x09: "\\t"
    case 0x0A: "\\n"
    case 0x0C: "\\f"
    case 0x0D: "\\r"
    default: "\\u00" + Hexadecimal.text(byte)
    }
  }
}
