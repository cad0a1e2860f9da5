import CSV
import Glibc
import Scheduling

/// Finds the value of a text, given as bytes and compared by `MatchKey`.
///
/// An open-addressing hash table whose keys are in one array of bytes. Finding an ASCII text
/// creates no string and allocates no memory. The hash is seeded, because clients choose the keys.
struct KeyTable<Value>: ~Copyable {
  private(set) var entries: [(hash: UInt64, key: Range<Int>, value: Value)] = []
  /// Indices in `entries` plus one; 0 is a free slot. Their number is a power of two, at most half
  /// are full.
  private var slots: [UInt32]
  private(set) var keyBytes: [UInt8] = []
  private let seed = UInt64.random(in: .min ... .max)
  private let scratch: UnsafeMutableBufferPointer<UInt8>

  /// The maximum length of a text that is folded without creating a string, in bytes.
  private static var scratchSize: Int { 512 }

  /// - Parameter keys: keys made by `MatchKey.key(of:)`, without repetition. A key made by an older
  ///   rule may have padding at its ends. It is found by its trimmed form, unless another key has
  ///   that form.
  init(_ keys: [(key: String, value: Value)]) {
    slots = [UInt32](repeating: 0, count: slotCount(for: keys.count, least: 16))
    scratch = .allocate(capacity: Self.scratchSize)
    entries.reserveCapacity(keys.count)
    var older: [(key: String, value: Value)] = []
    for (key, value) in keys {
      if ReferenceText.isTrimmed(key) { insert(key, value) } else { older.append((key, value)) }
    }
    for (key, value) in older {
      var key = ReferenceText.trimmed(key)
      if key.withUTF8({ find(key: $0) }) == nil { insert(key, value) }
    }
  }

  deinit { scratch.deallocate() }

  /// The value of a text, which must be UTF-8; nil if the table does not contain it.
  func find(_ text: UnsafeBufferPointer<UInt8>) -> Value? {
    if text.count <= Self.scratchSize, let length = MatchKey.fold(text, into: scratch) {
      return find(key: UnsafeBufferPointer(rebasing: scratch[..<length]))
    }
    var key = MatchKey.key(of: String(decoding: text, as: UTF8.self))
    return key.withUTF8 { find(key: $0) }
  }

  /// The value of a text. If the table does not contain it, the value of the text without a leading
  /// apostrophe, which the error report puts before formulas.
  func findReported(_ text: UnsafeBufferPointer<UInt8>) -> Value? {
    if let found = find(text) { return found }
    return Self.withoutGuard(text).flatMap { bytes in
      bytes.withUnsafeBufferPointer { find($0) }
    }
  }

  /// A cell without its leading apostrophe; nil if it has none.
  private static func withoutGuard(_ cell: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    guard let start = cell.firstIndex(where: { $0 != 0x20 && $0 != 0x09 }),
      cell[start] == FormulaCell.guardMark
    else { return nil }
    return Array(cell[(start + 1)...])
  }

  private func find(key: UnsafeBufferPointer<UInt8>) -> Value? {
    let hash = hashValue(of: key)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let entry = entries[Int(slots[slot]) - 1]
      if entry.hash == hash, isKey(key, at: entry.key) { return entry.value }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private func isKey(_ key: UnsafeBufferPointer<UInt8>, at place: Range<Int>) -> Bool {
    guard place.count == key.count else { return false }
    return keyBytes.withUnsafeBytes { stored in
      let stored = UnsafeRawBufferPointer(rebasing: stored[place])
      guard let one = stored.baseAddress, let other = key.baseAddress else { return true }
      return memcmp(one, other, key.count) == 0
    }
  }

  private mutating func insert(_ text: String, _ value: Value) {
    var text = text
    let start = keyBytes.count
    let hash = text.withUTF8 { key in
      keyBytes.append(contentsOf: key)
      return hashValue(of: key)
    }
    entries.append((hash, start..<keyBytes.count, value))
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = UInt32(entries.count)
  }

  /// Hashes eight bytes at a time by multiplication.
  private func hashValue(of key: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let bytes = UnsafeRawBufferPointer(key)
    var hash = seed ^ UInt64(truncatingIfNeeded: bytes.count)
    var offset = 0
    while offset + 8 <= bytes.count {
      hash = mixed(hash ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    var rest: UInt64 = 0
    while offset < bytes.count {
      rest = rest << 8 | UInt64(bytes[offset])
      offset += 1
    }
    return mixed(hash ^ rest)
  }
}

/// Mixes the bits of a word: XORs the halves of its product with an odd constant.
func mixed(_ word: UInt64) -> UInt64 {
  let product = word.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
  return product.high ^ product.low
}

/// The number of slots with which a hash table of `count` keys is at most half full: a power of
/// two.
///
/// - Parameter least: a power of two.
func slotCount(for count: Int, least: Int) -> Int {
  var slots = least
  while slots < count * 2 { slots *= 2 }
  return slots
}
