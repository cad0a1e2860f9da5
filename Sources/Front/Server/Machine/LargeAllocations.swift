import CMalloc

/// How the C library allocates large blocks of memory.
package enum LargeAllocations {
  /// The size in bytes from which a block gets its own mapping, which returns to the system when
  /// the block is freed.
  ///
  /// Without a fixed number, the library raises it to up to 32 MiB whenever such a block is freed.
  /// The threads then keep buffers of megabytes: two concurrent imports took 190 MiB instead of
  /// 118.
  private static let threshold: Int32 = 1 << 20

  /// Sets the threshold for the whole process.
  package static func returnWhenFreed() { wfm_map_blocks_from(threshold) }
}
