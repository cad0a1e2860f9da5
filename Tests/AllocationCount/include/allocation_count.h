#ifndef ALLOCATION_COUNT_H
#define ALLOCATION_COUNT_H

#include <stdint.h>

/// The number of allocations of the calling thread so far. A program that links this library counts
/// its allocations, at the cost of an addition each.
uint64_t allocation_count(void);

#endif
