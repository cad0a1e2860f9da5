import Foundation
import Logging
import Store
import Telemetry
import WireText

extension ImportQueue.Candidate {
  /// The fields of log lines about the import.
  var metadata: Logger.Metadata {
    [
      "import_id": "\(importID.wireText)", "account": "\(accountName)",
      "request_id": "\(requestID)", "file_name": "\(fileName)",
    ]
  }

  /// A new span in the trace of the upload.
  var trace: TraceContext { TraceContext(caller: traceparent.flatMap { TraceParent($0) }) }
}
