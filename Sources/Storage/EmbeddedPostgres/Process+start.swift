package import Foundation
import Glibc
import Synchronization

/// Locked while a program is started. Foundation lists the open descriptors and then closes them in
/// the new program. A descriptor that another thread opens in between is inherited: the end of a
/// pipe, or of the socket by which Foundation learns of a program's end, would then go unnoticed.
private let starting = Mutex(())

extension Process {
  /// Starts the program with no signal blocked, one program at a time.
  ///
  /// A program inherits the signal mask of the thread that starts it, and most threads of a Swift
  /// program block all signals. A shell would then never learn of the end of its child, and no
  /// program would receive SIGTERM.
  package func start() throws {
    try starting.withLock { _ in
      var none = sigset_t()
      var before = sigset_t()
      sigemptyset(&none)
      pthread_sigmask(SIG_SETMASK, &none, &before)
      defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
      try run()
    }
  }
}

extension Pipe {
  /// A pipe that a program started at the same time does not inherit.
  package static func made() -> Pipe { starting.withLock { _ in Pipe() } }
}
