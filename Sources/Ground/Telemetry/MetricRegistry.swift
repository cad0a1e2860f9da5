import Synchronization

/// All metrics of a process. One, made by the composition; the parts of the program add theirs.
package final class MetricRegistry: Sendable {
  /// Gives families at a scrape.
  package typealias Source = @Sendable () async -> [MetricFamily]

  private let sources = Mutex<[Source]>([])

  package init() {}

  package func add(_ source: @escaping Source) { sources.withLock { $0.append(source) } }

  /// What stands in all metrics now, families of one name joined, in the order of their addition.
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
