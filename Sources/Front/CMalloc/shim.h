#pragma once

#if defined(__linux__)
  #include <malloc.h>
#endif

/// From so many bytes on a block is a mapping by itself, where the C library can be told so.
static inline void wfm_map_blocks_from(int bytes) {
#if defined(M_MMAP_THRESHOLD)
  mallopt(M_MMAP_THRESHOLD, bytes);
#endif
}
