import Foundation
import Logging
import Telemetry
import WireText

/// Logs and counts the refusals of the transport.
struct TransportRefusals: Sendable {
  let logger: Logger
  let metrics: TransportMetrics

  /// Logs and counts a refusal.
  ///
  /// - Returns: the id of the request, for its answer.
  func record(_ fault: TransportFault) -> String {
    let id = UUID.random().wireText
    logger.debug(
      "transport refused a request",
      metadata: ["request_id": .string(id), "fault": .string("\(fault)")])
    metrics.refusals[fault]?.increment()
    return id
  }
}
