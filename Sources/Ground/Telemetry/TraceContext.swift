package import Logging

/// The span of a request, or of an import in the worker, in a trace of W3C Trace Context.
///
/// This program records no spans. It logs their ids and passes them on, so that the traces of its
/// callers and of the services it calls lead to its log.
package struct TraceContext: Sendable {
  /// This span, in the form that is passed on.
  package let parent: TraceParent
  /// The caller's span; nil if the trace begins here.
  package let caller: TraceParent?
  /// The `tracestate` to pass on; empty for none.
  package let state: String

  /// A span of the caller's trace, or of a new one.
  ///
  /// - Parameters:
  ///   - caller: nil begins a trace.
  ///   - state: the values of all `tracestate` fields, ignored without a caller.
  package init(caller: TraceParent?, state: [String] = []) {
    self.caller = caller
    self.state = caller == nil || state.isEmpty ? "" : TraceState.joined(state)
    let spanID = UInt64.random(in: 1 ... .max)
    if let caller {
      parent = TraceParent(traceID: caller.traceID, spanID: spanID, flags: caller.flags)
    } else {
      let traceID = TraceParent.TraceID(
        high: .random(in: .min ... .max), low: .random(in: 1 ... .max))
      // No span was recorded; the whole id is random.
      parent = TraceParent(traceID: traceID, spanID: spanID, flags: 0b10)
    }
  }

  /// The span of a request with these `traceparent` and `tracestate` fields. A malformed or
  /// repeated `traceparent` is ignored.
  package init(traceparents: [String], tracestates: @autoclosure () -> [String]) {
    let caller = traceparents.count == 1 ? TraceParent(traceparents[0]) : nil
    self.init(caller: caller, state: caller == nil ? [] : tracestates())
  }

  /// The span that the current task works for; nil if no request caused the task.
  @TaskLocal package static var current: TraceContext?

  /// Adds `trace_id` and `span_id` to every log line of a request or an import.
  package static let metadataProvider = Logger.MetadataProvider {
    guard let parent = current?.parent else { return [:] }
    return ["trace_id": "\(parent.traceIDText)", "span_id": "\(parent.spanIDText)"]
  }
}
