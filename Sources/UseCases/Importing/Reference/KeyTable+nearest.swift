import Scheduling

extension KeyTable {
  /// The most similar key, if one is similar.
  ///
  /// - Parameters:
  ///   - comparisonsLeft: keys that may be compared; less by those that were.
  ///   - isOffered: whether a value's key may be the answer.
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
