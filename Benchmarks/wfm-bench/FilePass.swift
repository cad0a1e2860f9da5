import Importing
import Postgres
import Scheduling
import Store

/// The worker's processing of a file without its SQL statements, in pieces of the same size.
struct FilePass {
  let agents: [ReferenceKey<AgentID>]
  let eventTypes: [ReferenceKey<EventTypeID>]
  let zone: TimeZoneRules

  struct Outcome {
    var events = 0
    var rejected = 0
    var copyBytes = 0
    var reportBytes = 0
    var lineFeeds = 0
  }

  func run(over bytes: [UInt8]) throws -> Outcome {
    var outcome = Outcome()
    var file = ScheduleFile(
      reference: ReferenceData(.init(agents: agents, eventTypes: eventTypes)), format: .default,
      zone: zone, size: bytes.count)
    try bytes.withUnsafeBytes { buffer in
      let size = Upload.pieceSize
      for start in stride(from: 0, to: buffer.count, by: size) {
        let end = min(start + size, buffer.count)
        try file.read(UnsafeRawBufferPointer(rebasing: buffer[start..<end]))
        outcome.reportBytes += file.takeReportPiece(isLast: false)?.count ?? 0
      }
    }
    try file.finish()
    outcome.reportBytes += file.takeReportPiece(isLast: true)?.count ?? 0
    outcome.rejected = file.rejected
    var events = file.events
    outcome.events = events.count
    events.sortByKey()
    let sent = ByteCount()
    var writer = CopyWriter { (bytes) throws(PostgresError) in sent.value += bytes.count }
    for event in events {
      try ScheduleEventRepository.encode(event, account: AccountID(1), into: &writer)
    }
    try writer.finish()
    outcome.copyBytes = sent.value
    return outcome
  }

  private final class ByteCount {
    var value = 0
  }
}
