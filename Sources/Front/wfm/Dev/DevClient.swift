import AsyncHTTPClient
import Foundation
import NIOCore
import NIOFoundationEssentialsCompat
import NIOHTTP1
import Scheduling
import WireText

/// A client of the API that uploads a file over HTTP and waits for its import.
struct DevClient: Sendable {
  let address: String
  let token: String

  /// A request that the server rejected or failed to answer.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  /// The body of a status response.
  struct Status: Sendable {
    let id: String
    let status: String
    let errorReportURL: String?
  }

  private static let timeout = TimeAmount.seconds(60)

  /// - Returns: the import's id.
  func upload(file: String, timeZone: String, dateFormat: String) async throws -> UUID {
    let contents = try Data(contentsOf: URL(fileURLWithPath: file))
    let boundary = "wfm-\(UUID().uuidString)"
    let fields = [
      ("file_name", URL(fileURLWithPath: file).lastPathComponent), ("time_zone", timeZone),
      ("date_format", dateFormat),
    ]
    var body = ByteBuffer()
    for (name, value) in fields {
      body.writeString(
        "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n")
    }
    body.writeString(
      """
      --\(boundary)\r\nContent-Disposition: form-data; name="csv_file"; filename="schedule.csv"\r
      Content-Type: text/csv\r\n\r\n
      """)
    body.writeBytes(contents)
    body.writeString("\r\n--\(boundary)--\r\n")

    var request = request("/v1/schedules/event-imports")
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "multipart/form-data; boundary=\(boundary)")
    request.body = .bytes(body)
    printError("uploading \(file) (\(contents.count) bytes) …")
    let response = try await HTTPClient.shared.execute(request, timeout: Self.timeout)
    let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
    guard response.status == .accepted, let location = response.headers.first(name: "Location"),
      let id = location.split(separator: "/").last.flatMap({ UUID(wireText: String($0)) })
    else {
      throw Fault(
        description: "The server rejected the upload (\(response.status.code)): \(Self.cause(text))"
      )
    }
    return id
  }

  /// The description in an error response, or the whole body if it is not one.
  private static func cause(_ body: String) -> String {
    let refusal = try? JSONScanner.object(Array(body.utf8))
    return refusal?["description"]?.string ?? ShownText.escaped(body, limit: 1_000)
  }

  /// Polls until the import is finished.
  func waitUntilFinished(_ id: UUID) async throws -> Status {
    let start = ContinuousClock.now
    while true {
      let response = try await HTTPClient.shared.execute(
        request("/v1/schedules/event-imports/\(id.wireText)"),
        timeout: Self.timeout)
      let body = try await response.body.collect(upTo: 1 << 20)
      guard response.status == .ok else {
        throw Fault(
          description:
            "The server did not return the status (\(response.status.code)): \(String(buffer: body))"
        )
      }
      let status = try Self.status(in: body)
      let passed = (ContinuousClock.now - start).formatted(
        .units(allowed: [.seconds], fractionalPart: .show(length: 1)))
      printError("\(status.status) after \(passed)")
      if status.status != "PROCESSING" { return status }
      try await Task.sleep(for: .milliseconds(250))
    }
  }

  private static func status(in body: ByteBuffer) throws -> Status {
    let members = try JSONScanner.object(Array(buffer: body))
    guard let id = members["id"]?.string, let status = members["status"]?.string else {
      throw Fault(description: "The server's response has no members \"id\" and \"status\".")
    }
    return Status(
      id: id, status: status, errorReportURL: members["error_report_url"]?.string)
  }

  /// The error report; nil if the import has none.
  func errorReport(of status: Status) async throws -> [UInt8]? {
    guard let url = status.errorReportURL else { return nil }
    let response = try await HTTPClient.shared.execute(
      HTTPClientRequest(url: url), timeout: Self.timeout)
    guard response.status == .ok else {
      throw Fault(
        description: "The server did not return the error report (\(response.status.code)).")
    }
    return Array(buffer: try await response.body.collect(upTo: 1 << 30))
  }

  private func request(_ path: String) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: address + path)
    request.headers.add(name: "Authorization", value: "Bearer \(token)")
    return request
  }
}
