import Foundation
import Logging
import Store
import Telemetry
import WireText

extension ImportQueue.Candidate {
  /// What is logged of the import.
  var metadata: Logger.Metadata {
    [
      "import_id": "\(importID.wireText)", "account": "\(accountName)",
      "request_id": "\(requestID)", "file_name": "\(fileName)",
    ]
  }

  /// A span of the upload's trace.
  var trace: TraceContext { TraceContext(caller: traceparent.flatMap { TraceParent($0) }) }
}
