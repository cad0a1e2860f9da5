import NIOCore

extension ConnectionHandler: DeadlineTimer {
  /// Bytes that wait for the client to take them.
  struct Sending {
    var until: NIODeadline
    var waiting: Int
  }

  private enum Cut {
    case idle, header, body, discard, sendStall
  }

  /// The next thing that the client is late with. None while the application has the word.
  private var deadline: (at: NIODeadline, cut: Cut)? {
    if let sending { return (sending.until, .sendStall) }
    guard ending != .closing, failure == nil else { return nil }
    switch receiving {
    case .between(let until) where unanswered == 0:
      return (until, .idle)
    case .head(let until) where unanswered == 0:
      return (until, .header)
    case .body(let body) where unanswered == 0:
      let discard = limits.discard
      return (body.deadline(time: discard.time, stall: discard.stall), .discard)
    case .body(let body) where unanswered == 1 && body.isAwaiting && !body.isExpecting:
      return (body.deadline(time: limits.bodyTime, stall: limits.bodyStall), .body)
    case .between, .head, .body, .closed:
      return nil
    }
  }

  var nextDeadline: NIODeadline? { deadline?.at }

  func cutIfLate(_ context: ChannelHandlerContext) {
    guard let deadline, deadline.at <= .now() else { return }
    switch deadline.cut {
    case .idle: abandon(context)
    case .header: refuse(context, .headerTimeout)
    case .body: refuse(context, .bodyTimeout)
    case .discard: end(context)
    case .sendStall: cutIfStalled(context)
    }
  }

  /// Watches the output while nothing can be added to it: a response has ended, or the application
  /// is held back. So any change of what waits means that the client reads.
  func watchSending(_ context: ChannelHandlerContext) {
    if unflushed == 0, context.channel.isWritable {
      sending = nil
    } else if sending == nil {
      renewSending(context)
    }
    arm(context)
  }

  private func cutIfStalled(_ context: ChannelHandlerContext) {
    guard let sending, sending.waiting == waiting(context) else { return renewSending(context) }
    abandon(context)
  }

  private func renewSending(_ context: ChannelHandlerContext) {
    sending = Sending(
      until: .now() + TimeAmount(limits.sendStall), waiting: waiting(context))
  }

  private func waiting(_ context: ChannelHandlerContext) -> Int {
    (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }
}
