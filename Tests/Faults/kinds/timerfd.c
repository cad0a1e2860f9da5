// libfaketime moves the timers of the monotonic clock with the wall clock, although it leaves the
// monotonic clock itself alone when told so. A real step of the wall clock moves no such timer.
// Loaded before it.

#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

int timerfd_settime(
    int descriptor, int flags, const struct itimerspec *new_value, struct itimerspec *old_value) {
  return syscall(SYS_timerfd_settime, descriptor, flags, new_value, old_value);
}
