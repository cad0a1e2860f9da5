package import Foundation

/// A type that is exchanged with PostgreSQL in binary (PostgreSQL manual, 34.3: format code 1).
package protocol PostgresValue: StatementParameter {
  /// The type's object id (src/include/catalog/pg_type.dat).
  static var oid: UInt32 { get }
  /// Appends the binary form, without its length word.
  func encode(into bytes: inout [UInt8])
  /// Reads the binary form; nil if the bytes are not valid.
  init?(binary bytes: UnsafeRawBufferPointer)
  /// Whether the value is SQL's NULL, which is not encoded.
  var isNull: Bool { get }
}

extension PostgresValue {
  /// A value that is not optional is never NULL.
  package var isNull: Bool { false }
}

extension FixedWidthInteger where Self: Sendable {
  /// Appends the bytes in network order.
  package func encode(into bytes: inout [UInt8]) {
    withUnsafeBytes(of: bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// Reads bytes in network order; nil if their number is wrong.
  package init?(binary bytes: UnsafeRawBufferPointer) {
    guard bytes.count == MemoryLayout<Self>.size else { return nil }
    self = Self(bigEndian: bytes.loadUnaligned(as: Self.self))
  }
}

extension Int16: PostgresElement {
  /// `int2`.
  package static let oid: UInt32 = 21
  /// `int2[]`.
  package static let arrayOID: UInt32 = 1005
}

extension Int32: PostgresElement {
  /// `int4`.
  package static let oid: UInt32 = 23
  /// `int4[]`.
  package static let arrayOID: UInt32 = 1007
}

extension Int64: PostgresElement {
  /// `int8`.
  package static let oid: UInt32 = 20
  /// `int8[]`.
  package static let arrayOID: UInt32 = 1016
}

extension Bool: PostgresElement {
  /// `bool`.
  package static let oid: UInt32 = 16
  /// `bool[]`.
  package static let arrayOID: UInt32 = 1000

  /// Appends one byte.
  package func encode(into bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }

  /// Reads one byte.
  package init?(binary bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 1 else { return nil }
    self = bytes[0] != 0
  }
}

extension String: PostgresElement {
  /// `text`.
  package static let oid: UInt32 = 25
  /// `text[]`.
  package static let arrayOID: UInt32 = 1009

  /// Appends the UTF-8.
  package func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: utf8) }

  /// Reads UTF-8; nil if it is not valid.
  package init?(binary bytes: UnsafeRawBufferPointer) {
    self.init(validating: bytes, as: UTF8.self)
  }
}

extension UUID: PostgresElement {
  /// `uuid`.
  package static let oid: UInt32 = 2950
  /// `uuid[]`.
  package static let arrayOID: UInt32 = 2951

  /// Appends the 16 bytes.
  package func encode(into bytes: inout [UInt8]) {
    withUnsafeBytes(of: uuid) { bytes.append(contentsOf: $0) }
  }

  /// Reads 16 bytes.
  package init?(binary bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 16 else { return nil }
    self.init(uuid: bytes.loadUnaligned(as: uuid_t.self))
  }
}

/// A one-dimensional array without nulls (src/backend/utils/adt/arrayfuncs.c, `array_send`).
extension Array: StatementParameter where Element: PostgresElement {}
extension Array: PostgresValue where Element: PostgresElement {
  /// The array type of the elements.
  package static var oid: UInt32 { Element.arrayOID }

  /// Appends dimensions, bounds and elements.
  package func encode(into bytes: inout [UInt8]) {
    Int32(isEmpty ? 0 : 1).encode(into: &bytes)
    Int32(0).encode(into: &bytes)
    Int32(bitPattern: Element.oid).encode(into: &bytes)
    guard !isEmpty else { return }
    Int32(count).encode(into: &bytes)
    Int32(1).encode(into: &bytes)
    for element in self {
      let start = bytes.count
      Int32(0).encode(into: &bytes)
      element.encode(into: &bytes)
      let length = Int32(bytes.count - start - 4)
      Swift.withUnsafeBytes(of: length.bigEndian) {
        bytes.replaceSubrange(start..<start + 4, with: $0)
      }
    }
  }

  /// Reads an array of one dimension; nil if it has a NULL or another element type.
  package init?(binary bytes: UnsafeRawBufferPointer) {
    var cursor = BinaryCursor(bytes)
    guard let dimensions: Int32 = cursor.integer(), cursor.integer(as: Int32.self) != nil,
      cursor.integer(as: Int32.self) == Int32(bitPattern: Element.oid)
    else { return nil }
    self = []
    if dimensions == 0 { return }
    guard dimensions == 1, let count: Int32 = cursor.integer(), count >= 0,
      cursor.integer(as: Int32.self) != nil
    else { return nil }
    for _ in 0..<count {
      guard let length: Int32 = cursor.integer(), let slice = cursor.take(Int(length)),
        let element = Element(binary: slice)
      else { return nil }
      append(element)
    }
  }
}

/// Nil is SQL's NULL.
extension Optional: StatementParameter where Wrapped: PostgresValue {}
extension Optional: PostgresValue where Wrapped: PostgresValue {
  /// The type of the value.
  package static var oid: UInt32 { Wrapped.oid }
  /// Whether there is no value.
  package var isNull: Bool { self == nil }
  /// Appends the value, if there is one.
  package func encode(into bytes: inout [UInt8]) { self?.encode(into: &bytes) }
  /// Reads a value that is not NULL.
  package init?(binary bytes: UnsafeRawBufferPointer) {
    guard let value = Wrapped(binary: bytes) else { return nil }
    self = .some(value)
  }
}

/// Reads big-endian integers and slices from the front of a buffer, never past its end.
struct BinaryCursor {
  private var rest: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

  mutating func integer<T: FixedWidthInteger & Sendable>(as type: T.Type = T.self) -> T? {
    take(MemoryLayout<T>.size).flatMap { T(binary: $0) }
  }

  mutating func take(_ count: Int) -> UnsafeRawBufferPointer? {
    guard count >= 0, count <= rest.count else { return nil }
    defer { rest = UnsafeRawBufferPointer(rebasing: rest[count...]) }
    return UnsafeRawBufferPointer(rebasing: rest[..<count])
  }
}
