/// The line end of a body, set by the first delimiter line, as in Go's `mime/multipart`.
enum Framing: Sendable { case undecided, carriageReturnLineFeed, lineFeed }

/// Follows one possible delimiter, byte by byte and across chunks:
///
///    lineEnd -CR-> lineFeed -LF-> token -> tokenEnd -blank-> padding -CR-> lastLineFeed -LF-> end
///       +-----------LF------------^           +-- dash -dash-> closing (then padding)
///
/// Up to `token`, a byte without an arrow refutes the delimiter and is not consumed. After the
/// boundary such a byte makes the delimiter malformed, since RFC 2046, section 5.1.1, forbids parts
/// whose lines begin with the boundary. LF also leads from `tokenEnd` and `padding` to `end`. The
/// framing decides which of the two line ends is accepted.
struct DelimiterMatcher: Sendable {
  enum Verdict: Equatable {
    case undecided, refuted, delimiter
    /// The boundary and two dashes. The next call of `match` reads the rest of the line and returns
    /// `.delimiter` at its end.
    case closing
    case malformed(MultipartFault.Delimiter)
  }

  private enum State { case idle, lineEnd, lineFeed, token, tokenEnd, dash, padding, lastLineFeed }

  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let dash = UInt8(ascii: "-")

  private(set) var framing = Framing.undecided

  private let token: [UInt8]
  private var state = State.idle
  private var matched = 0
  private var padding = 0

  init(boundary: some Sequence<UInt8>) {
    token = [Self.dash, Self.dash] + boundary
  }

  var isUnderWay: Bool { state != .idle }

  /// Starts before the line end that precedes a delimiter.
  mutating func beginAtLineEnd() { begin(.lineEnd) }

  /// Starts before the first byte of a line.
  mutating func beginAtLineStart() { begin(.token) }

  private mutating func begin(_ first: State) {
    state = first
    matched = 0
    padding = 0
  }

  /// Consumes bytes from `position` on until there is a verdict. `.undecided` means that the chunk
  /// has ended. Every verdict except `.undecided` and `.closing` leaves the matcher idle.
  mutating func match(_ chunk: UnsafeRawBufferPointer, from position: inout Int) -> Verdict {
    while position < chunk.count {
      let verdict = step(chunk[position])
      if verdict != .refuted { position += 1 }
      if verdict == .undecided { continue }
      begin(verdict == .closing ? .padding : .idle)
      return verdict
    }
    return .undecided
  }

  @inline(__always)
  private mutating func step(_ byte: UInt8) -> Verdict {
    switch state {
    case .token:
      guard byte == token[matched] else { return .refuted }
      matched += 1
      if matched == token.count { state = .tokenEnd }
      return .undecided
    case .lineEnd where byte == Self.carriageReturn && framing != .lineFeed:
      state = .lineFeed
      return .undecided
    case .lineEnd where framing == .carriageReturnLineFeed:
      return .refuted
    case .lineEnd, .lineFeed:
      guard byte == Self.lineFeed else { return .refuted }
      state = .token
      return .undecided
    case .tokenEnd where byte == Self.dash:
      state = .dash
      return .undecided
    case .tokenEnd, .padding:
      return pad(byte)
    case .dash:
      return byte == Self.dash ? .closing : .malformed(.goesOn)
    case .lastLineFeed:
      return byte == Self.lineFeed ? end(.carriageReturnLineFeed) : .malformed(.goesOn)
    case .idle:
      return .refuted
    }
  }

  private mutating func pad(_ byte: UInt8) -> Verdict {
    switch byte {
    case Self.lineFeed:
      return end(.lineFeed)
    case Self.carriageReturn:
      state = .lastLineFeed
      return .undecided
    case UInt8(ascii: " "), UInt8(ascii: "\t"):
      padding += 1
      state = .padding
      return padding > MultipartParser.maximumPadding ? .malformed(.hasManyBlanks) : .undecided
    default:
      return .malformed(.goesOn)
    }
  }

  private mutating func end(_ found: Framing) -> Verdict {
    if framing == .undecided { framing = found }
    return framing == found ? .delimiter : .malformed(.hasOtherLineEnd)
  }
}
