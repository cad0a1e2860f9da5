import Scheduling

extension KeyTable {
  /// The most similar key, or the first of several equally similar keys; nil if none is similar.
  ///
  /// - Parameters:
  ///   - comparisonsLeft: the maximum number of comparisons. Each comparison reduces it.
  ///   - isOffered: whether the key of a value may be suggested.
  borrowing func nearest(
    to key: String, comparisonsLeft: inout Int, where isOffered: (Value) -> Bool
  ) -> String? {
    var distance = EditDistance(from: Array(key.utf8))
    var limit = distance.mostSimilar
    var nearest: Range<Int>?
    for entry in entries where isOffered(entry.value) {
      guard comparisonsLeft > 0, limit > 0 else { break }
      comparisonsLeft -= 1
      let found = keyBytes.withUnsafeBufferPointer {
        distance.distance(to: UnsafeBufferPointer(rebasing: $0[entry.key]), limit: limit)
      }
      guard let found else { continue }
      nearest = entry.key
      limit = found - 1
    }
    return nearest.map { String(decoding: keyBytes[$0], as: UTF8.self) }
  }
}
