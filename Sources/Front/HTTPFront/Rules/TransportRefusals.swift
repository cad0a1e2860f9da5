import Foundation
import Logging
import Telemetry
import WireText

/// What the transport refuses by itself, for the log and for the metrics.
struct TransportRefusals: Sendable {
  let logger: Logger
  let metrics: TransportMetrics

  /// Takes note of a refusal.
  ///
  /// - Returns: the request's id.
  func record(_ fault: TransportFault) -> String {
    let id = UUID.random().wireText
    logger.debug(
      "Request refused by the transport",
      metadata: ["request_id": .string(id), "fault": .string("\(fault)")])
    metrics.refusals[fault]?.increment()
    return id
  }
}
