import NIOCore

/// Runs the steps of a task on an event loop.
///
/// The task of a connection then runs on the thread that receives its bytes, and changes threads
/// only for the database. It must not block or compute for long, because other connections share
/// the loop.
final class EventLoopExecutor: TaskExecutor {
  private let eventLoop: any EventLoop

  init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    eventLoop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
