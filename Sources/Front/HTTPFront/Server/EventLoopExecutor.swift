import NIOCore

/// Runs a task's steps on an event loop.
///
/// A connection's task is then on the thread that its bytes come in on, and changes threads for the
/// database alone. Nothing that it does may block, or take long: other connections share the loop.
final class EventLoopExecutor: TaskExecutor {
  private let eventLoop: any EventLoop

  init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
