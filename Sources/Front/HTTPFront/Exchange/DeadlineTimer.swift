import NIOCore

/// A handler that disconnects slow clients, with one timer for the next deadline of its state.
///
/// A postponed deadline leaves the timer unchanged. The timer fires, finds the client in time, and
/// is set for the new deadline.
protocol DeadlineTimer: ChannelHandler {
  /// The running timer and the time at which it fires.
  var timer: (task: Scheduled<Void>, at: NIODeadline)? { get set }
  /// When the client is late; nil while the server has the next move.
  var nextDeadline: NIODeadline? { get }

  /// Disconnects the client if it has missed its deadline.
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
