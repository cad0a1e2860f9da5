import Foundation
package import WireText

/// Foundation's JSON reader. It accepts more than the strict reader. It must read the same values
/// from every text that the strict reader accepts.
package enum FoundationJSON {
  /// Whether Foundation reads the same value.
  private static func isSame(_ value: JSONValue?, _ other: Any?) -> Bool {
    switch (value, other) {
    case (.null, is NSNull): true
    case (.bool(let one), let other as NSNumber):
      isBoolean(other) && other.boolValue == one
    case (.number(let one), let other as NSNumber):
      !isBoolean(other) && double(other) == one
    case (.string(let one), let other as String): one.utf8.elementsEqual(other.utf8)
    case (.array(let one), let other as [Any]):
      one.count == other.count && zip(one, other).allSatisfy { isSame($0, $1) }
    case (.object(let one), let other as [String: Any]): isSame(one, other)
    default: false
    }
  }

  /// Foundation's names are Strings, so canonically equivalent names are equal there.
  package static func isSame(_ object: JSONObject, _ other: [String: Any]) -> Bool {
    other.allSatisfy { isSame(object[$0.key], $0.value) }
  }

  /// Whether an NSNumber is a boolean, by its type, which is the same on every platform.
  private static func isBoolean(_ number: NSNumber) -> Bool {
    String(cString: number.objCType) == "c"
  }

  /// The nearest double. NSDecimalNumber's digits are exact, but its `doubleValue` may be inexact.
  private static func double(_ number: NSNumber) -> Double? {
    number is NSDecimalNumber ? Double(number.stringValue) : number.doubleValue
  }

  /// The object that Foundation reads.
  package static func object(_ bytes: [UInt8]) -> [String: Any]? {
    try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
  }
}
