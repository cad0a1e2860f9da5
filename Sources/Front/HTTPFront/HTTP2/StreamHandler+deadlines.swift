import NIOCore
import NIOHTTP2

extension StreamHandler: DeadlineTimer {
  private enum Cut { case body, discard, sendStall }

  /// The next thing that the client is late with. None while the application has the word.
  private var deadline: (at: NIODeadline, cut: Cut)? {
    if unsent > 0 { return (sent + TimeAmount(limits.sendStall), .sendStall) }
    guard case .body(let body) = receiving else { return nil }
    switch answering {
    case .answered:
      return (body.deadline(time: limits.discard.time, stall: limits.discard.stall), .discard)
    case .waiting where body.isAwaiting && !body.isExpecting:
      return (body.deadline(time: limits.bodyTime, stall: limits.bodyStall), .body)
    case .waiting, .responding:
      return nil
    }
  }

  var nextDeadline: NIODeadline? { deadline?.at }

  func cutIfLate(_ context: ChannelHandlerContext) {
    guard let deadline, deadline.at <= .now() else { return }
    switch deadline.cut {
    case .body: refuse(context, .bodyTimeout)
    case .discard: reset(context)
    case .sendStall: reset(context, code: .cancel)
    }
  }
}
