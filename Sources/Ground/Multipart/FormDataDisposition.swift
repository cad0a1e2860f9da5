import WireText

/// A Content-Disposition of the type `form-data` (RFC 7578, section 4.2).
struct FormDataDisposition: Sendable {
  private(set) var name: String?
  private var plainFileName: String?
  private var extendedFileName: String?

  var fileName: String? { extendedFileName ?? plainFileName }

  init(_ value: ArraySlice<UInt8>, part: Int) throws(MultipartFault) {
    // Old browsers do not escape the backslashes of Windows paths.
    var parameters = HeaderParameters(of: value, escapes: .quotes)
    guard parameters.subject == "form-data" else { throw .notFormData(part: part) }
    do {
      var seen: Set<String> = []
      while let parameter = try parameters.next() {
        switch parameter.name {
        case "name": name = Self.decodeForm(parameter.value)
        case "filename": plainFileName = Self.decodeForm(parameter.value)
        case "filename*": extendedFileName = Self.decodeExtended(parameter.value)
        default: continue
        }
        guard seen.insert(parameter.name).inserted else { throw HeaderParameters.Malformed() }
      }
    } catch {
      throw .malformedDisposition(part: part)
    }
  }

  /// Decodes only the three escapes that browsers write in names (WHATWG HTML, "multipart/form-data
  /// encoding algorithm").
  private static func decodeForm(_ value: [UInt8]) -> String {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(value.count)
    var rest = value[...]
    while let byte = rest.first {
      if let escaped = percentDecoded(rest), [0x22, 0x0D, 0x0A].contains(escaped) {
        decoded.append(escaped)
        rest = rest.dropFirst(3)
      } else {
        decoded.append(byte)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }

  /// Decodes `charset'language'value` (RFC 5987, section 3.2).
  ///
  /// - Returns: nil if the value has another form, or a charset other than UTF-8 and ISO-8859-1.
  ///   Then `filename` is used (RFC 6266, section 4.3).
  private static func decodeExtended(_ value: [UInt8]) -> String? {
    let pieces = value.split(
      separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
    guard pieces.count == 3 else { return nil }
    var decoded: [UInt8] = []
    var rest = pieces[2]
    while let byte = rest.first {
      if byte == UInt8(ascii: "%") {
        guard let escaped = percentDecoded(rest) else { return nil }
        decoded.append(escaped)
        rest = rest.dropFirst(3)
      } else {
        decoded.append(byte)
        rest = rest.dropFirst()
      }
    }
    switch ASCII.lowercased(pieces[0]) {
    case "utf-8": return String(validating: decoded, as: UTF8.self)
    // Its 256 characters are the first 256 of Unicode.
    case "iso-8859-1": return String(String.UnicodeScalarView(decoded.map(Unicode.Scalar.init)))
    default: return nil
    }
  }

  /// The byte that `%XX` at the start of `bytes` encodes; nil if they do not start with an escape.
  private static func percentDecoded(_ bytes: ArraySlice<UInt8>) -> UInt8? {
    let start = bytes.startIndex
    guard bytes.count >= 3, bytes[start] == UInt8(ascii: "%") else { return nil }
    return Hexadecimal.byte(bytes[start + 1], bytes[start + 2])
  }
}
