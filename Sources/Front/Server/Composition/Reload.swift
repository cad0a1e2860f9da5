import Logging
import ServiceLifecycle
import Synchronization
import Telemetry
import UnixSignals

/// On SIGHUP, reloads the settings and files that may change while the process runs, and logs the
/// result.
///
/// Once an instance exists, SIGHUP no longer ends the process.
package struct Reload: Sendable {
  private let signals: UnixSignalsSequence
  private let source: SettingsSource

  /// - Parameter source: the sources of this process's settings.
  package init(_ source: SettingsSource) async {
    self.source = source
    signals = await UnixSignalsSequence(trapping: .sighup)
  }

  /// Waits for the signal.
  ///
  /// - Parameter composition: of this process.
  func service(for composition: Composition) -> some Service {
    SignalWatch(reload: self, composition: composition)
  }

  private struct SignalWatch: Service {
    let reload: Reload
    let composition: Composition

    func run() async throws {
      await cancelWhenGracefulShutdown {
        for await _ in reload.signals { await reload.reload(composition) }
      }
    }
  }

  private func reload(_ composition: Composition) async {
    let logger = composition.logger
    var loaded: Logger.Metadata = [:]
    for part in composition.reloadable.all {
      do {
        loaded[part.name] = "\(try await part.load())"
      } catch {
        logger.error("not reloaded", metadata: ["what": "\(part.name)", "reason": "\(error)"])
      }
    }
    do {
      let settings = try source.load()
      let level = try settings.choice(.logLevel, of: Logger.Level.self)
      loaded["log_level"] = "\(level)"
      // The line is logged if either the old or the new level shows it.
      let old = composition.logLevel.value
      composition.logLevel.value = min(old, level)
      logger.notice("reloaded", metadata: loaded)
      warn(of: settings, beside: composition.settings, logger)
      composition.logLevel.value = level
    } catch {
      logger.error(
        "settings not reloaded, the old ones still apply", metadata: ["reason": "\(error)"])
    }
  }

  private func warn(of settings: Settings, beside old: Settings, _ logger: Logger) {
    let waiting = Setting.allCases.filter { $0 != .logLevel && !settings.agrees(with: old, on: $0) }
    guard !waiting.isEmpty else { return }
    logger.warning(
      "changed settings need a restart",
      metadata: ["settings": "\(waiting.map(\.variable).joined(separator: ","))"])
  }
}

/// The parts of a process that can be reloaded besides its settings.
final class ReloadableParts: Sendable {
  struct Part: Sendable {
    let name: String
    /// Returns a summary for the log.
    let load: @Sendable () async throws -> String
  }

  private let parts = Mutex<[Part]>([])

  var all: [Part] { parts.withLock(\.self) }

  /// - Parameter name: a field of the log.
  func add(_ name: String, _ load: @escaping @Sendable () async throws -> String) {
    parts.withLock { $0.append(Part(name: name, load: load)) }
  }
}
