/// Reads one JSON text strictly by RFC 8259. It rejects repeated members and deep nesting.
///
/// Foundation's decoder silently keeps one of two equal members and does not limit the depth.
/// Attackers have used both to pass a token that two readers read differently.
package struct JSONScanner {
  /// The default limit for nested arrays and objects.
  package static let deepest = 8

  private let bytes: [UInt8]
  private let deepest: Int
  private var position = 0

  private init(_ bytes: [UInt8], deepest: Int) {
    self.bytes = bytes
    self.deepest = deepest
  }

  /// Reads a text that must be an object.
  ///
  /// - Parameter deepest: the limit for nested arrays and objects.
  package static func object(
    _ bytes: [UInt8], deepest: Int = deepest
  ) throws(JSONFault) -> JSONObject {
    guard case .object(let object) = try value(bytes, deepest: deepest) else {
      throw .notAnObject
    }
    return object
  }

  /// Reads a text of any kind.
  ///
  /// - Parameter deepest: the limit for nested arrays and objects.
  package static func value(
    _ bytes: [UInt8], deepest: Int = deepest
  ) throws(JSONFault) -> JSONValue {
    var scanner = JSONScanner(bytes, deepest: deepest)
    let value = try scanner.value(depth: 0)
    scanner.skipSpace()
    guard scanner.position == bytes.count else { throw .malformed }
    return value
  }

  // MARK: Values

  private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func object(depth: Int) throws(JSONFault) -> JSONObject {
    guard depth <= deepest else { throw .tooDeep }
    position += 1
    var object = JSONObject()
    skipSpace()
    if take("}") { return object }
    repeat {
      skipSpace()
      let name = try string()
      skipSpace()
      guard take(":") else { throw .malformed }
      guard object.add(try value(depth: depth), named: name) else { throw .duplicateMember }
      skipSpace()
    } while take(",")
    guard take("}") else { throw .malformed }
    return object
  }

  private mutating func array(depth: Int) throws(JSONFault) -> [JSONValue] {
    guard depth <= deepest else { throw .tooDeep }
    position += 1
    var elements: [JSONValue] = []
    skipSpace()
    if take("]") { return elements }
    repeat {
      elements.append(try value(depth: depth))
      skipSpace()
    } while take(",")
    guard take("]") else { throw .malformed }
    return elements
  }

  private mutating func word(
    _ word: StaticString, _ value: JSONValue
  ) throws(JSONFault)
    -> JSONValue
  {
    let expected = Array(word.description.utf8)
    guard bytes[position...].starts(with: expected) else { throw .malformed }
    position += expected.count
    return value
  }

  private mutating func number() throws(JSONFault) -> Double {
    let start = position
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      try digits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let value = Double(text), value.isFinite else { throw .malformed }
    return value
  }

  private mutating func digits() throws(JSONFault) {
    let start = position
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > start else { throw .malformed }
  }

  // MARK: Strings

  private mutating func string() throws(JSONFault) -> String {
    guard take("\"") else { throw .malformed }
    var text: [UInt8] = []
    while let byte = next() {
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else { throw .malformed }
        return string
      case UInt8(ascii: "\\"): text.append(contentsOf: try escape())
      case 0x20...: text.append(byte)
      default: throw .malformed
      }
    }
    throw .malformed
  }

  private mutating func escape() throws(JSONFault) -> [UInt8] {
    switch next() {
    case UInt8(ascii: "\""): return [UInt8(ascii: "\"")]
    case UInt8(ascii: "\\"): return [UInt8(ascii: "\\")]
    case UInt8(ascii: "/"): return [UInt8(ascii: "/")]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return Array(String(try escapedScalar()).utf8)
    default: throw .malformed
    }
  }

  /// The scalar of `\uXXXX`, or of two of them that form a surrogate pair; half a pair is rejected.
  private mutating func escapedScalar() throws(JSONFault) -> Character {
    let first = try codeUnit()
    if let scalar = Unicode.Scalar(first) { return Character(scalar) }
    guard UTF16.isLeadSurrogate(first), take("\\"), take("u") else { throw .malformed }
    let second = try codeUnit()
    guard UTF16.isTrailSurrogate(second) else { throw .malformed }
    return Character(UTF16.decode(UTF16.EncodedScalar([first, second])))
  }

  private mutating func codeUnit() throws(JSONFault) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let digit = next().flatMap(Hexadecimal.value) else { throw .malformed }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  // MARK: Bytes

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func next() -> UInt8? {
    guard let byte = peek else { return nil }
    position += 1
    return byte
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }
}
