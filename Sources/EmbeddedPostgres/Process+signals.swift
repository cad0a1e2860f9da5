package import Foundation
import Glibc

extension Process {
  /// Starts the program with no signal blocked.
  ///
  /// A program inherits the signal mask of the thread that starts it, and most threads of a Swift
  /// program block everything: a shell would then wait for ever for the end of its own child, and no
  /// program would see SIGTERM.
  package func runWithSignalsUnblocked() throws {
    var none = sigset_t()
    var before = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try run()
  }
}
