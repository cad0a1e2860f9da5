#ifndef ALLOCATION_COUNT_H
#define ALLOCATION_COUNT_H

#include <stdint.h>

/// How often the calling thread has asked for memory so far. Whoever links this has its allocations
/// counted, at the cost of an addition each.
uint64_t allocation_count(void);

#endif
