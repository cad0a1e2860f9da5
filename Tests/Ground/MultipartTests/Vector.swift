import Foundation
import FuzzProperties
import TestInputs

/// A vector of python-multipart: a body, its boundary, and the expected parts or the expected
/// error.
struct Vector {
  enum Meaning: Equatable {
    case parts([ReadPart])
    /// The offset at which that parser reports the error.
    case error
  }

  static let vectors = TestVectors("python-multipart")

  let body: [UInt8]
  let boundary: String
  let meaning: Meaning

  init(_ name: String) throws {
    body = Array(try Data(contentsOf: Self.vectors.folder.appending(path: "\(name).http")))
    (boundary, meaning) = try Self.read(
      yaml: String(contentsOf: Self.vectors.folder.appending(path: "\(name).yaml"), encoding: .utf8)
    )
  }
}

extension Vector {
  struct UnknownYAML: Error { let line: String }

  /// Reads the few forms of YAML that these files use: a scalar, a list of flat maps, one level of
  /// `error`, and binary data in base64 on the lines below its key.
  private static func read(yaml: String) throws -> (String, Meaning) {
    var boundary = ""
    var parts: [ReadPart] = []
    var isError = false
    var base64: String?
    func close() {
      guard let encoded = base64 else { return }
      parts[parts.count - 1].data = Array(Data(base64Encoded: encoded) ?? Data())
      base64 = nil
    }
    for line in yaml.split(separator: "\n") {
      var text = line.trimmingPrefix { $0 == " " }
      if let encoded = base64, !text.contains(":"), !text.hasPrefix("- ") {
        base64 = encoded + text
        continue
      }
      close()
      if text.hasPrefix("- ") {
        parts.append(ReadPart(isEnded: true))
        text = text.dropFirst(2)
      }
      guard let colon = text.firstIndex(of: ":") else {
        throw UnknownYAML(line: String(line))
      }
      let value = text[text.index(after: colon)...]
        .trimmingCharacters(in: CharacterSet(charactersIn: " '\""))
      switch text[..<colon] {
      case "boundary": boundary = value
      case "error": isError = true
      case "name": parts[parts.count - 1].name = value
      case "file_name": parts[parts.count - 1].fileName = value
      case "content_type": parts[parts.count - 1].contentType = value
      case "data" where value == "!!binary |": base64 = ""
      case "type", "expected": break
      default: throw UnknownYAML(line: String(line))
      }
    }
    close()
    return (boundary, isError ? .error : .parts(parts))
  }
}
