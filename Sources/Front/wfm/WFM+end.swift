import ArgumentParser
import Foundation

extension WFM {
  /// Ends the process as `exit(withError:)` does, with an escaped message.
  static func end(with error: any Error) -> Never {
    let code = exitCode(for: error)
    let message = fullMessage(for: error)
    if !message.isEmpty {
      // Help and completion scripts come from this program, so they need no escaping.
      if code.isSuccess { print(message) } else { printError(message) }
    }
    fflush(nil)
    Foundation.exit(code.rawValue)
  }
}
