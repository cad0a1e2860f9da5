#pragma once

#if defined(__linux__)
  #include <malloc.h>
#endif

/// Sets the size from which a block gets its own mapping, if the C library supports it.
static inline void wfm_map_blocks_from(int bytes) {
#if defined(M_MMAP_THRESHOLD)
  mallopt(M_MMAP_THRESHOLD, bytes);
#endif
}
