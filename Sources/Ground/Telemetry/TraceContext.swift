package import Logging

/// The span that a request, or an import in the worker, is in a trace of W3C Trace Context.
///
/// Spans are not recorded here: their ids stand in the log, and are passed on, so that the log can be
/// found by the traces of those who call and are called.
package struct TraceContext: Sendable {
  /// This span, as it is passed on.
  package let parent: TraceParent
  /// The caller's span; nil where the trace begins here.
  package let caller: TraceParent?
  /// `tracestate` as it is passed on; empty for none.
  package let state: String

  /// A span of the caller's trace, or of a new one.
  ///
  /// - Parameters:
  ///   - caller: nil begins a trace.
  ///   - state: the values of all `tracestate` fields, which mean nothing without a caller.
  package init(caller: TraceParent?, state: [String] = []) {
    self.caller = caller
    self.state = caller == nil || state.isEmpty ? "" : TraceState.joined(state)
    let spanID = UInt64.random(in: 1 ... .max)
    if let caller {
      parent = TraceParent(traceID: caller.traceID, spanID: spanID, flags: caller.flags)
    } else {
      let traceID = TraceParent.TraceID(
        high: .random(in: .min ... .max), low: .random(in: 1 ... .max))
      // Nobody has recorded anything; all of the id is random.
      parent = TraceParent(traceID: traceID, spanID: spanID, flags: 0b10)
    }
  }

  /// The span of a request, by the values of its `traceparent` and `tracestate` fields. A malformed
  /// `traceparent`, or a second one, is as none.
  package init(traceparents: [String], tracestates: @autoclosure () -> [String]) {
    let caller = traceparents.count == 1 ? TraceParent(traceparents[0]) : nil
    self.init(caller: caller, state: caller == nil ? [] : tracestates())
  }

  /// What the task at hand is done for; nil where no request has caused it.
  @TaskLocal package static var current: TraceContext?

  /// Puts `trace_id` and `span_id` on every line that is logged for a request or an import.
  package static let metadataProvider = Logger.MetadataProvider {
    guard let parent = current?.parent else { return [:] }
    return ["trace_id": "\(parent.traceIDText)", "span_id": "\(parent.spanIDText)"]
  }
}
