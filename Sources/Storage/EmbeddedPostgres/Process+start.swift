package import Foundation
import Glibc
import Synchronization

/// Held while a program is started. Foundation closes what is open in the new program, by a list that it
/// has made before: what another thread opens meanwhile, the program inherits. The end of a pipe that it
/// keeps open, and that of the socket by which Foundation learns of the other's end, are then not seen.
private let starting = Mutex(())

extension Process {
  /// Starts the program with no signal blocked, and no other at the same time.
  ///
  /// A program inherits the signal mask of the thread that starts it, and most threads of a Swift
  /// program block everything: a shell would then wait for ever for the end of its own child, and no
  /// program would see SIGTERM.
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
  /// A pipe that no other program inherits which is being started at this moment.
  package static func made() -> Pipe { starting.withLock { _ in Pipe() } }
}
