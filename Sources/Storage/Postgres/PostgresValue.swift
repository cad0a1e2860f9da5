package import Foundation

/// A type that travels to and from PostgreSQL in binary (PostgreSQL manual, 34.3: format code 1).
package protocol PostgresValue: Sendable {
  /// The type's object id (src/include/catalog/pg_type.dat).
  static var oid: UInt32 { get }
  /// Appends the binary form, without its length word.
  func encode(into bytes: inout [UInt8])
  /// Reads the binary form; nil where the bytes are not one.
  init?(binary bytes: UnsafeRawBufferPointer)
  /// Whether the value stands for SQL's NULL; it is then not encoded.
  var isNull: Bool { get }
}

extension PostgresValue {
  package var isNull: Bool { false }
}

/// A value that can be an element of a PostgreSQL array.
package protocol PostgresElement: PostgresValue {
  static var arrayOID: UInt32 { get }
}

extension FixedWidthInteger where Self: Sendable {
  package func encode(into bytes: inout [UInt8]) {
    withUnsafeBytes(of: bigEndian) { bytes.append(contentsOf: $0) }
  }

  package init?(binary bytes: UnsafeRawBufferPointer) {
    guard bytes.count == MemoryLayout<Self>.size else { return nil }
    self = Self(bigEndian: bytes.loadUnaligned(as: Self.self))
  }
}

extension Int16: PostgresElement {
  package static let oid: UInt32 = 21
  package static let arrayOID: UInt32 = 1005
}

extension Int32: PostgresElement {
  package static let oid: UInt32 = 23
  package static let arrayOID: UInt32 = 1007
}

extension Int64: PostgresElement {
  package static let oid: UInt32 = 20
  package static let arrayOID: UInt32 = 1016
}

extension Bool: PostgresElement {
  package static let oid: UInt32 = 16
  package static let arrayOID: UInt32 = 1000

  package func encode(into bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }

  package init?(binary bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 1 else { return nil }
    self = bytes[0] != 0
  }
}

extension String: PostgresElement {
  package static let oid: UInt32 = 25
  package static let arrayOID: UInt32 = 1009

  package func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: utf8) }

  package init?(binary bytes: UnsafeRawBufferPointer) {
    self.init(validating: bytes, as: UTF8.self)
  }
}

extension UUID: PostgresElement {
  package static let oid: UInt32 = 2950
  package static let arrayOID: UInt32 = 2951

  package func encode(into bytes: inout [UInt8]) {
    withUnsafeBytes(of: uuid) { bytes.append(contentsOf: $0) }
  }

  package init?(binary bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 16 else { return nil }
    self.init(uuid: bytes.loadUnaligned(as: uuid_t.self))
  }
}

/// A `bytea`.
package struct PostgresBytes: PostgresValue, Equatable {
  package static let oid: UInt32 = 17
  package let bytes: [UInt8]

  package init(_ bytes: [UInt8]) { self.bytes = bytes }
  package func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: self.bytes) }
  package init?(binary bytes: UnsafeRawBufferPointer) { self.bytes = [UInt8](bytes) }
}

/// A `timestamptz`: microseconds since 2000-01-01T00:00:00Z, as PostgreSQL keeps it.
package struct PostgresTimestamp: PostgresElement, Equatable, Comparable {
  package static let oid: UInt32 = 1184
  package static let arrayOID: UInt32 = 1185
  package let microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }
  package func encode(into bytes: inout [UInt8]) { microseconds.encode(into: &bytes) }

  package init?(binary bytes: UnsafeRawBufferPointer) {
    guard let microseconds = Int64(binary: bytes) else { return nil }
    self.microseconds = microseconds
  }

  package static func < (one: Self, other: Self) -> Bool { one.microseconds < other.microseconds }
}

/// A one-dimensional array without nulls (src/backend/utils/adt/arrayfuncs.c, `array_send`).
extension Array: PostgresValue where Element: PostgresElement {
  package static var oid: UInt32 { Element.arrayOID }

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

/// Absent is SQL's NULL.
extension Optional: PostgresValue where Wrapped: PostgresValue {
  package static var oid: UInt32 { Wrapped.oid }
  package var isNull: Bool { self == nil }
  package func encode(into bytes: inout [UInt8]) { self?.encode(into: &bytes) }
  package init?(binary bytes: UnsafeRawBufferPointer) {
    guard let value = Wrapped(binary: bytes) else { return nil }
    self = .some(value)
  }
}

/// Reads big-endian integers and slices off the front of a buffer, never past its end.
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
