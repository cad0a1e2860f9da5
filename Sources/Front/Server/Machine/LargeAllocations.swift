import CMalloc

/// How the C library gives large blocks of memory.
package enum LargeAllocations {
  /// Bytes from which a block is a mapping by itself, which goes back to the system when it is freed.
  ///
  /// Without a fixed number the library raises it, up to 32 MiB, each time that such a block is freed.
  /// Buffers of megabytes then stay with the threads that had them: two imports at the same time took
  /// 190 MiB in place of 118.
  private static let threshold: Int32 = 1 << 20

  /// For the whole process, from now on.
  package static func returnWhenFreed() { wfm_map_blocks_from(threshold) }
}
