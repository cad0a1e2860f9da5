import Foundation
import Synchronization

/// A log file of bounded size, for a process that must keep its terminal quiet. Each start appends
/// to the file.
///
/// A file that would exceed its size is renamed `NAME.1`, replacing the previous `NAME.1`. So both
/// files together have at most twice that size.
package struct LogFile: TextOutputStream, Sendable {
  /// Bytes of one file.
  package static let standardSize = 8 << 20

  private let file: OpenFile

  /// - Parameter size: bytes of one file, at most. A longer line gets its own file.
  /// - Throws: `CocoaError` if the file cannot be opened for writing.
  package init(path: String, size: Int = standardSize) throws {
    file = try OpenFile(path, size)
  }

  /// Appends the text, which is one line or several.
  package mutating func write(_ text: String) { file.append(Array(text.utf8)) }

  /// The open file, which all loggers of the process share.
  private final class OpenFile: Sendable {
    private let path: String
    private let limit: Int
    private let state: Mutex<(descriptor: Int32, size: Int)>

    init(_ path: String, _ limit: Int) throws {
      self.path = path
      self.limit = limit
      guard let opened = Self.open(path) else {
        throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: path])
      }
      state = Mutex(opened)
    }

    deinit { close(state.withLock(\.descriptor)) }

    func append(_ bytes: [UInt8]) {
      state.withLock { state in
        if state.size > 0, state.size + bytes.count > limit { replace(&state) }
        // If the disk is full, the line is lost and the service continues.
        state.size += max(0, Foundation.write(state.descriptor, bytes, bytes.count))
      }
    }

    /// Continues in a new file, or in the old one if that fails.
    private func replace(_ state: inout (descriptor: Int32, size: Int)) {
      guard rename(path, "\(path).1") == 0, let opened = Self.open(path) else { return }
      close(state.descriptor)
      state = opened
    }

    /// Only the owner may read the file, because a log names accounts and files.
    private static func open(_ path: String) -> (descriptor: Int32, size: Int)? {
      let descriptor = Foundation.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { return nil }
      return (descriptor, max(0, Int(lseek(descriptor, 0, SEEK_END))))
    }
  }
}
