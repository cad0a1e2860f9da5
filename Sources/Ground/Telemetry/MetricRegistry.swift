import Synchronization

/// All metrics of a process. The composition makes one, and each part of the program adds its own.
package final class MetricRegistry: Sendable {
  /// Returns families at a scrape.
  package typealias Source = @Sendable () async -> [MetricFamily]

  private let sources = Mutex<[Source]>([])

  /// A registry without metrics.
  package init() {}

  /// Adds a source, which is called at each scrape.
  package func add(_ source: @escaping Source) { sources.withLock { $0.append(source) } }

  /// All families with their current values, in the order of addition. Families with the same name
  /// are merged.
  package func families() async -> [MetricFamily] {
    var families: [MetricFamily] = []
    var places: [String: Int] = [:]
    for source in sources.withLock({ $0 }) {
      for family in await source() {
        if let place = places[family.name] {
          families[place].samples += family.samples
        } else {
          places[family.name] = families.count
          families.append(family)
        }
      }
    }
    return families
  }
}
