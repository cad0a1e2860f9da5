import Foundation
import Postgres
import Scheduling
import Store
import TestInputs
import Testing

/// The accounts in the README of the field cases, on a server whose tz database has no links.
enum FieldCaseAccount {
  private static let server = Task {
    var setup = APITestServer.Setup(runsWorker: true)
    setup.zones = try TimeZoneDatabase(directories: [zonesWithoutLinks()])
    return try await APITestServer.start(setup)
  }

  static func make() async throws -> APITestAccount {
    let server = try await server.value
    let account: AccountName = "account-\(UUID().uuidString)"
    try await server.pool.withConnection { connection in
      let id = try AccountRepository.create(account, on: connection).id
      _ = try AgentRepository.upsert(
        [
          Agent(name: "Ben Carter", email: "ben.carter@example.com", isActive: true),
          Agent(name: "Ana López", email: "ana.lopez@example.com", isActive: true),
        ], account: id, on: connection)
      _ = try EventTypeRepository.upsert(
        ["Shift", "Break", "Lunch", "Meeting", "Training", "Time Off"].map { EventType(name: $0) },
        account: id, on: connection)
    }
    return try await server.stranger(account)
  }

  /// A folder with three zones of the system. It stays until the process ends, as the server does.
  private static func zonesWithoutLinks() throws -> String {
    let system = URL(filePath: try TimeZoneDatabase().directory)
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "wfm-zones-\(UUID().uuidString)")
    for name in ["UTC", "Europe/Berlin", "America/New_York"] {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(contentsOf: system.appending(path: name)).write(to: file)
    }
    return folder.path
  }
}

extension UploadForm {
  init(_ fieldCase: FieldCase) {
    parts = [
      .file(fieldCase.file), .text("file_name", "schedule.csv"),
      .text("time_zone", fieldCase.timeZone),
    ]
    if let format = fieldCase.dateFormat { parts.append(.text("date_format", format)) }
  }
}
