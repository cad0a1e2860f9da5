package import Logging
import Synchronization

/// The level of all loggers of a process, which can change while it runs.
package final class SharedLogLevel: Sendable {
  private let place: Atomic<Int>

  /// Starts at `level`.
  package init(_ level: Logger.Level) { place = Atomic(Self.place(of: level)) }

  /// The current level.
  package var value: Logger.Level {
    get { Logger.Level.allCases[place.load(ordering: .relaxed)] }
    set { place.store(Self.place(of: newValue), ordering: .relaxed) }
  }

  private static func place(of level: Logger.Level) -> Int {
    Logger.Level.allCases.firstIndex(of: level) ?? 0
  }
}
