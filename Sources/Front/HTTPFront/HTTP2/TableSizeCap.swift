import NIOCore

/// Lowers the size that an HTTP/2 client allows for the server's table of header compression.
///
/// NIO's encoder accepts any size up to 4 GiB and searches its table field by field, so a large
/// table makes every later response slower. A server may use less than it is allowed (RFC 7541,
/// section 4.2). This handler is before NIO's HTTP/2 handler. It reads only enough of the framing
/// to find SETTINGS_HEADER_TABLE_SIZE, and passes all bytes on.
final class TableSizeCap: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  /// The largest table, in bytes: the size before any SETTINGS frame (RFC 9113, section 6.5.2).
  static let mostBytes: UInt32 = 4096

  private enum Next {
    case skip(Int)
    case frameHeader
    case settings(Int)
  }

  private static let prefaceSize = 24
  private static let frameHeaderSize = 9
  private static let settingSize = 6
  private static let settingsFrame: UInt8 = 4
  private static let headerTableSize: UInt16 = 1

  private var next = Next.skip(prefaceSize)
  /// The beginning of a frame header or a setting whose end has not arrived; at most 8 bytes.
  private var held = ByteBuffer()

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var bytes = unwrapInboundIn(data)
    if held.readableBytes > 0 {
      held.writeBuffer(&bytes)
      bytes = held
      held = ByteBuffer()
    }
    let passed = passed(of: &bytes)
    guard let whole = bytes.readSlice(length: passed) else { return }
    if bytes.readableBytes > 0 { held = bytes }
    if passed > 0 { context.fireChannelRead(wrapInboundOut(whole)) }
  }

  /// Walks over whole frame headers and settings, and lowers the sizes in them.
  ///
  /// - Returns: the number of bytes to pass on.
  private func passed(of bytes: inout ByteBuffer) -> Int {
    let start = bytes.readerIndex
    var index = start
    while index < bytes.writerIndex {
      let rest = bytes.writerIndex - index
      switch next {
      case .skip(let count):
        index += min(count, rest)
        next = count > rest ? .skip(count - rest) : .frameHeader
      case .frameHeader:
        guard rest >= Self.frameHeaderSize, let frame = Self.afterHeader(in: bytes, at: index)
        else { return index - start }
        index += Self.frameHeaderSize
        next = frame
      case .settings(let count) where count < Self.settingSize:
        // The end of the frame, or a length that NIO's handler rejects.
        next = count > 0 ? .skip(count) : .frameHeader
      case .settings(let count):
        guard rest >= Self.settingSize else { return index - start }
        Self.lower(&bytes, at: index)
        index += Self.settingSize
        next = .settings(count - Self.settingSize)
      }
    }
    return index - start
  }

  private static func afterHeader(in bytes: ByteBuffer, at index: Int) -> Next? {
    guard let word = bytes.getInteger(at: index, as: UInt32.self) else { return nil }
    let length = Int(word >> 8)
    if UInt8(truncatingIfNeeded: word) == settingsFrame { return .settings(length) }
    return length > 0 ? .skip(length) : .frameHeader
  }

  private static func lower(_ bytes: inout ByteBuffer, at index: Int) {
    guard bytes.getInteger(at: index, as: UInt16.self) == headerTableSize,
      let size = bytes.getInteger(at: index + 2, as: UInt32.self), size > mostBytes
    else { return }
    bytes.setInteger(mostBytes, at: index + 2)
  }
}
