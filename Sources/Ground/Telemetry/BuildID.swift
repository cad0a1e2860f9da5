import Foundation
import WireText

/// The GNU build id of the running program. It identifies the binary independently of its name.
///
/// Linkers write it into a note of the ELF file (elf(5)).
package enum BuildID {
  /// The id in hexadecimal; empty if the program has none.
  package static let text = read(from: "/proc/self/exe") ?? ""

  /// - Returns: nil if the file is not a 64-bit ELF file in this machine's byte order, or has no
  ///   build id.
  static func read(from path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    func bytes(at offset: UInt64, count: Int) -> [UInt8]? {
      guard (try? file.seek(toOffset: offset)) != nil,
        let data = try? file.read(upToCount: count), data.count == count
      else { return nil }
      return Array(data)
    }
    guard let header = bytes(at: 0, count: 64), header.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2])
    else { return nil }
    let size = UInt64(header.number(at: 54, as: UInt16.self))
    for entry in 0..<UInt64(header.number(at: 56, as: UInt16.self)) {
      let place = header.number(at: 32, as: UInt64.self) &+ entry * size
      guard let segment = bytes(at: place, count: 56) else { return nil }
      let length = segment.number(at: 32, as: UInt64.self)
      let isNote = segment.number(at: 0, as: UInt32.self) == 4
      guard isNote, length <= 4096,
        let notes = bytes(at: segment.number(at: 8, as: UInt64.self), count: Int(length))
      else { continue }
      if let id = id(in: notes) { return id }
    }
    return nil
  }

  /// The description of the note with the name GNU and the type 3.
  private static func id(in notes: [UInt8]) -> String? {
    var place = 0
    while place + 12 <= notes.count {
      let nameSize = Int(notes.number(at: place, as: UInt32.self))
      let size = Int(notes.number(at: place + 4, as: UInt32.self))
      let type = notes.number(at: place + 8, as: UInt32.self)
      let name = place + 12
      let description = name + (nameSize + 3) / 4 * 4
      guard description + size <= notes.count else { return nil }
      if type == 3, notes[name..<description].elementsEqual("GNU\0".utf8) {
        return notes[description..<description + size].hexadecimal
      }
      place = description + (size + 3) / 4 * 4
    }
    return nil
  }
}

extension [UInt8] {
  fileprivate func number<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type) -> Number
  {
    withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: type) }
  }
}
