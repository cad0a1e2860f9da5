import HTTPTypes
import NIOCore

/// Finds the header field that the HTTP/1 decoder rejects, since the decoder's error does not name
/// it. It is before the decoder in the pipeline, and keeps the decoder's input only while the
/// decoder reads it.
final class DecoderInput: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private var bytes: ByteBuffer?

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    bytes = unwrapInboundIn(data)
    context.fireChannelRead(data)
    bytes = nil
  }

  /// The name of the first header field whose value has a control character. Nil if there is none,
  /// or if the decoder's input does not begin with the head of a request.
  var fieldWithControlCharacter: String? {
    bytes.flatMap { Self.fieldWithControlCharacter(in: Array($0.readableBytesView)) }
  }

  static func fieldWithControlCharacter(in bytes: [UInt8]) -> String? {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let isHead = [" HTTP/1.1\r", " HTTP/1.0\r"].contains { version in
      lines[0].suffix(version.utf8.count).elementsEqual(version.utf8)
    }
    guard isHead else { return nil }
    for (number, line) in lines.enumerated().dropFirst() {
      let hasReturn = line.last == UInt8(ascii: "\r")
      let text = line.dropLast(hasReturn ? 1 : 0)
      // The line ends the head, is not a field, or has not arrived whole.
      guard let colon = text.firstIndex(of: UInt8(ascii: ":")),
        let name = HTTPField.Name(String(decoding: text[..<colon], as: UTF8.self))
      else { return nil }
      let endsInLineFeed = !hasReturn && number < lines.count - 1
      if endsInLineFeed || text[colon...].contains(where: isControl) {
        return String(name.rawName.prefix(60))
      }
    }
    return nil
  }

  private static func isControl(_ byte: UInt8) -> Bool {
    byte < 0x20 && byte != UInt8(ascii: "\t") || byte == 0x7F
  }
}
