import Foundation

/// Numbers and new values of a change, as the JSON object that the audit keeps. Never a secret.
struct AuditDetail: ExpressibleByDictionaryLiteral {
  enum Value: Encodable, Equatable {
    case text(String), number(Int), flag(Bool), list([String])

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .number(let number): try container.encode(number)
      case .flag(let flag): try container.encode(flag)
      case .list(let texts): try container.encode(texts)
      }
    }
  }

  private(set) var values: [String: Value] = [:]

  init(dictionaryLiteral elements: (String, Value)...) {
    values = Dictionary(uniqueKeysWithValues: elements)
  }

  /// Notes a new value that differs from the one before.
  mutating func note(_ name: String, _ value: Value, was old: Value?) {
    if value != old { values[name] = value }
  }

  var isEmpty: Bool { values.isEmpty }

  var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(values), as: UTF8.self)
    }
  }
}
