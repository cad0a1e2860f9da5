import TestSupport

/// Settings with which reports go to a store.
enum ReportSettings {
  /// - Parameter credentials: by default the store's own, by the server's own settings.
  static func s3(
    port: Int,
    credentials: [String: String] = [
      "WFM_S3_ACCESS_KEY_ID": ObjectStoreServer.accessKeyID,
      "WFM_S3_SECRET_ACCESS_KEY": ObjectStoreServer.secretAccessKey,
    ]
  ) -> [String: String] {
    [
      "WFM_REPORTS": "s3", "WFM_S3_ENDPOINT": "http://127.0.0.1:\(port)",
      "WFM_S3_REGION": ObjectStoreServer.region, "WFM_S3_BUCKET": ObjectStoreServer.bucket,
    ].merging(credentials) { $1 }
  }

  /// A shared credentials file.
  static func credentialsFile(secret: String) -> String {
    """
    [wfm]
    aws_access_key_id = \(ObjectStoreServer.accessKeyID)
    aws_secret_access_key = \(secret)

    """
  }

  /// A file without a wrong row, for the demo's agents.
  static let goodFile = Array(
    """
    Agent Name,Agent Email,Start Time,End Time,Event Type Name
    Ben Carter,ben.carter@example.com,08:00 2026-06-01,16:00 2026-06-01,Shift

    """.utf8)

  /// A file of the largest size, whose rows consist of one wrong cell.
  static var badFile: [UInt8] {
    let header = "Agent Name,Agent Email,Start Time,End Time,Event Type Name\n"
    return Array((header + String(repeating: ",,,,x\n", count: 870_000)).utf8)
  }

  /// A file whose report takes several parts.
  static var manyBadRows: [UInt8] {
    let header = "Agent Name,Agent Email,Start Time,End Time,Event Type Name\n"
    return Array((header + String(repeating: ",,,,x\n", count: 25_000)).utf8)
  }

  /// A file of more than one piece (256 KiB), whose first row is wrong.
  static var largeFile: [UInt8] {
    var text = "Agent Name,Agent Email,Start Time,End Time,Event Type Name\n"
    text += "Nobody,nobody@example.com,08:00 2026-06-01,16:00 2026-06-01,Shift\n"
    for day in 0..<4000 {
      let date = "\(2026 + day / 336)-\(pad(day / 28 % 12 + 1))-\(pad(day % 28 + 1))"
      text += "Ben Carter,ben.carter@example.com,08:00 \(date),16:00 \(date),Shift\n"
    }
    return Array(text.utf8)
  }

  private static func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Installation {
  /// The number of failed attempts to store a report of this import.
  func reportFaults(of importID: String) async throws -> Int16 {
    try await value("SELECT report_faults FROM imports WHERE import_id = '\(importID)'") ?? 0
  }

  func storedEvents() async throws -> Int64 {
    try await value("SELECT count(*) FROM schedule_events") ?? 0
  }
}
