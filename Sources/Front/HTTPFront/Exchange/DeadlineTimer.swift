import NIOCore

/// A handler that cuts what is late, with one timer for the earliest deadline that its state has. A
/// deadline that moves back leaves the timer alone: it fires, finds nothing due and is set again.
protocol DeadlineTimer: ChannelHandler {
  /// The timer that is set, and when it fires.
  var timer: (task: Scheduled<Void>, at: NIODeadline)? { get set }
  /// When the client is late with the next thing. None while the application has the word.
  var nextDeadline: NIODeadline? { get }

  /// Cuts what is late by now, if anything is.
  func cutIfLate(_ context: ChannelHandlerContext)
}

extension DeadlineTimer where Self: AnyObject {
  /// To be called whenever the state has changed.
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
