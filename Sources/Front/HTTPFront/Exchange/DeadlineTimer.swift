import NIOCore

/// A handler that cuts slow clients, with one timer for the earliest deadline of its state.
///
/// A deadline that moves back leaves the timer unchanged: it fires, finds that nobody is late, and
/// is set again.
protocol DeadlineTimer: ChannelHandler {
  /// The running timer, and when it fires.
  var timer: (task: Scheduled<Void>, at: NIODeadline)? { get set }
  /// When the client is late; nil while the server has the next move.
  var nextDeadline: NIODeadline? { get }

  /// Cuts the client if it is late now.
  func cutIfLate(_ context: ChannelHandlerContext)
}

extension DeadlineTimer where Self: AnyObject {
  /// Sets the timer for the next deadline. Call it after each change of the state.
  func arm(_ context: ChannelHandlerContext) {
    guard let nextDeadline, context.channel.isActive else { return }
    if let timer, timer.at <= nextDeadline { return }
    timer?.task.cancel()
    let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: nextDeadline) {
      self.timer = nil
      self.cutIfLate(context)
      self.arm(context)
    }
    timer = (task, nextDeadline)
  }
}
