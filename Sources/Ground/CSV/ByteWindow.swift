/// The appended but unread bytes of a file, in one block of memory.
///
/// Zeros follow the last byte, so that a word can be loaded at every offset below `count`. A zero
/// is neither a separator nor above 0x7F.
struct ByteWindow: ~Copyable {
  private static let padding = MemoryLayout<UInt64>.size

  private var storage = UnsafeMutablePointer<UInt8>.allocate(capacity: padding)
  private var capacity = 0
  private var start = 0
  private var end = 0

  /// The first unread byte. Bytes stay where they are until the next `append`.
  var base: UnsafeMutablePointer<UInt8> { storage + start }

  /// The number of unread bytes.
  var count: Int { end - start }

  mutating func dropFirst(_ dropped: Int) {
    start += dropped
  }

  /// Drops the end-of-file marks of DOS (0x1A) at the end.
  mutating func dropEndMarks() {
    while end > start, storage[end - 1] == 0x1A {
      end -= 1
      storage[end] = 0
    }
  }

  mutating func append(_ chunk: UnsafeRawBufferPointer) {
    guard let first = chunk.baseAddress, !chunk.isEmpty else { return }
    if end + chunk.count > capacity { makeRoom(for: chunk.count) }
    UnsafeMutableRawPointer(storage + end).copyMemory(from: first, byteCount: chunk.count)
    end += chunk.count
    (storage + end).initialize(repeating: 0, count: Self.padding)
  }

  /// Moves the unread bytes to the front. If this block cannot hold them and the chunk, they move
  /// into a larger block. Growing by half keeps the copying linear in the length of a record.
  private mutating func makeRoom(for added: Int) {
    let unread = count
    if unread + added > capacity {
      capacity = max(unread + added, capacity + capacity / 2)
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + Self.padding)
      larger.initialize(from: base, count: unread)
      storage.deallocate()
      storage = larger
    } else {
      storage.update(from: base, count: unread)
    }
    start = 0
    end = unread
  }

  deinit { storage.deallocate() }
}

extension ByteWindow {
  /// Drops a byte order mark at the start (Unicode, section 23.8).
  ///
  /// - Parameter isWhole: whether all bytes have arrived.
  /// - Returns: false if more bytes must arrive to tell whether there is a mark.
  mutating func skipByteOrderMark(isWhole: Bool) -> Bool {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = UnsafeBufferPointer(start: base, count: min(count, mark.count))
    guard mark.starts(with: start) else { return true }
    guard start.count == mark.count else { return isWhole }
    dropFirst(mark.count)
    return true
  }

  /// Turns each `""` of a range into `"`, in place. Every quote in the range is doubled.
  ///
  /// - Returns: the end of the shortened bytes.
  func unescapeQuotes(in range: Range<Int>) -> Int {
    let bytes = base
    var end = range.lowerBound
    var read = range.lowerBound
    while read < range.upperBound {
      let byte = bytes[read]
      bytes[end] = byte
      end &+= 1
      read &+= byte == UInt8(ascii: "\"") ? 2 : 1
    }
    return end
  }
}
