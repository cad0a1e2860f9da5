// Defines the names of libc's allocator in the program itself, so that they precede libc's own. glibc
// exports the functions behind these names.

#include "allocation_count.h"

#include <errno.h>
#include <stddef.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *block, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

// A sanitizer has its own allocator, and these names would hide it. So sanitizer builds count nothing,
// and scripts/sanitize skips the tests of allocations.
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
uint64_t allocation_count(void) { return 0; }
#else

// Per thread, so that other tests are not counted.
static __thread uint64_t count;

uint64_t allocation_count(void) { return count; }

void *malloc(size_t size) {
  count++;
  return __libc_malloc(size);
}

void *calloc(size_t members, size_t size) {
  count++;
  return __libc_calloc(members, size);
}

void *realloc(void *block, size_t size) {
  count++;
  return __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count++;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
  count++;
  void *result = __libc_memalign(alignment, size);
  if (result == NULL) return ENOMEM;
  *block = result;
  return 0;
}

#endif
