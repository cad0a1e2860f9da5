import WireText

/// The `traceparent` field of W3C Trace Context (Recommendation of 2021-11-23, section 3.2): the
/// trace that a request belongs to, and the caller's span that sent it.
package struct TraceParent: Sendable, Hashable {
  /// 128 bits, not all of them zero.
  let traceID: TraceID
  /// Not zero.
  let spanID: UInt64
  let flags: UInt8

  /// Bit 0: the caller may have recorded its span. Bit 1, of level 2: the trace's id is random. The
  /// other bits have no meaning yet and must not be sent.
  static let knownFlags: UInt8 = 0b11

  struct TraceID: Hashable {
    let high, low: UInt64
  }

  init(traceID: TraceID, spanID: UInt64, flags: UInt8) {
    self.traceID = traceID
    self.spanID = spanID
    self.flags = flags
  }

  /// Reads a field's value by section 3.2.2, and later versions by section 3.2.4.
  ///
  /// - Returns: nil if the value is malformed.
  package init?(_ text: String) {
    var text = text
    let parsed = text.withUTF8 { bytes -> TraceParent? in
      guard bytes.count >= 55, bytes[2] == Self.dash, bytes[35] == Self.dash,
        bytes[52] == Self.dash,
        let version = Self.hex(bytes[0..<2]), version != 0xFF,
        bytes.count == 55 || (version > 0 && bytes[55] == Self.dash),
        let high = Self.hex(bytes[3..<19]), let low = Self.hex(bytes[19..<35]), high | low != 0,
        let span = Self.hex(bytes[36..<52]), span != 0,
        let flags = Self.hex(bytes[53..<55])
      else { return nil }
      return TraceParent(
        traceID: TraceID(high: high, low: low), spanID: span, flags: UInt8(flags) & Self.knownFlags)
    }
    guard let parsed else { return nil }
    self = parsed
  }

  /// The field's value, in version 00.
  package var text: String { "00-\(traceIDText)-\(spanIDText)-\(Hexadecimal.text(flags))" }

  /// The trace's id: 32 lower-case hexadecimal digits.
  package var traceIDText: String { Hexadecimal.text(traceID.high) + Hexadecimal.text(traceID.low) }
  /// The span's id: 16 lower-case hexadecimal digits.
  package var spanIDText: String { Hexadecimal.text(spanID) }

  private static let dash = UInt8(ascii: "-")

  /// Reads lower-case digits only.
  private static func hex(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64? {
    var value: UInt64 = 0
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt64(byte - 0x30)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt64(byte - 0x57)
      default: return nil
      }
    }
    return value
  }
}
