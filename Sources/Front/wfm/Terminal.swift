import ArgumentParser
import Foundation
import Scheduling

// All that a command says to a person goes through here, so that nothing that came from outside (a
// cell, a name, the answer of a server) is obeyed by the terminal.

/// Writes lines to standard output.
///
/// - Parameter text: a line feed in it ends a line; whatever else a terminal obeys or nobody sees is
///   escaped. A value that may hold a line feed is escaped by `ShownText` before.
func printLine(_ text: String) { print(Terminal.escaped(text)) }

/// Writes lines to standard error, by the same rule.
func printError(_ text: String) {
  try? FileHandle.standardError.write(contentsOf: Data("\(Terminal.escaped(text))\n".utf8))
}

enum Terminal {
  static func escaped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { ShownText.escaped($0, limit: .max) }.joined(separator: "\n")
  }

  /// The same for JSON, whose own escapes are used.
  static func escapedJSON(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.isUnseen && $0 != "\n" }) else { return text }
    return text.unicodeScalars.map { scalar in
      guard scalar.isUnseen, scalar != "\n" else { return String(scalar) }
      return String(scalar).utf16.map { unit in
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }.joined()
    }.joined()
  }
}

extension WFM {
  /// Ends the process as `exit(withError:)` does, with an escaped message.
  static func end(with error: any Error) -> Never {
    let code = exitCode(for: error)
    let message = fullMessage(for: error)
    if !message.isEmpty {
      // Help and scripts of completion are our own text.
      if code.isSuccess { print(message) } else { printError(message) }
    }
    fflush(nil)
    Foundation.exit(code.rawValue)
  }
}
