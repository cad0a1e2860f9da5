import Foundation
import Scheduling
import WireText

// Prints every line of a command, with control characters escaped. So text from a file, a database
// or a server cannot control the terminal.

/// Writes lines to standard output.
///
/// - Parameter text: a line feed in it ends a line. All other control characters and invisible
///   characters are escaped. The caller escapes a value that may hold a line feed, by `ShownText`.
func printLine(_ text: String) { print(Terminal.escaped(text)) }

/// Writes lines to standard error, escaped as by `printLine`.
func printError(_ text: String) {
  try? FileHandle.standardError.write(contentsOf: Data("\(Terminal.escaped(text))\n".utf8))
}

enum Terminal {
  static func escaped(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { ShownText.escaped($0, limit: .max) }.joined(separator: "\n")
  }

  /// The JSON text with its invisible characters escaped as JSON escapes them.
  static func escapedJSON(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.isUnseen && $0 != "\n" }) else { return text }
    return text.unicodeScalars.map { scalar in
      guard scalar.isUnseen, scalar != "\n" else { return String(scalar) }
      return String(scalar).utf16.map { "\\u\(Hexadecimal.text($0))" }.joined()
    }.joined()
  }
}
