import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

/// A client of the API.
struct Client: Sendable {
  let address: String
  let token: String

  /// The members of a response that tests read.
  struct Status: Decodable, Sendable {
    let id: String
    let status: String
    let error_report_url: String?
  }

  /// A multipart body that holds the form.
  static func form(
    _ file: [UInt8], timeZone: String, dateFormat: String = "", boundary: String
  ) -> [UInt8] {
    var text = ""
    for (name, value) in [
      ("file_name", "schedule.csv"), ("time_zone", timeZone), ("date_format", dateFormat),
    ] {
      text += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n"
      text += "\(value)\r\n"
    }
    text += "--\(boundary)\r\nContent-Disposition: form-data; name=\"csv_file\"; "
    text += "filename=\"schedule.csv\"\r\nContent-Type: text/csv\r\n\r\n"
    return Array(text.utf8) + file + Array("\r\n--\(boundary)--\r\n".utf8)
  }

  /// Uploads a file.
  ///
  /// - Returns: the import's id.
  func upload(
    _ file: [UInt8], timeZone: String = "America/New_York", dateFormat: String = ""
  ) async throws -> String {
    let form = Self.form(file, timeZone: timeZone, dateFormat: dateFormat, boundary: "end")
    var request = HTTPClientRequest(url: "\(address)/v1/schedules/event-imports")
    request.method = .POST
    request.headers.add(name: "Authorization", value: "Bearer \(token)")
    request.headers.add(name: "Content-Type", value: "multipart/form-data; boundary=end")
    request.body = .bytes(ByteBuffer(bytes: form))
    let (response, body) = try await exchange(request)
    guard response.status.code == 202, let location = response.headers.first(name: "Location"),
      let id = location.split(separator: "/").last
    else { throw Refused(text: "\(response.status.code) \(body)") }
    return String(id)
  }

  func status(of id: String) async throws -> Status {
    let body = try await get("\(address)/v1/schedules/event-imports/\(id)")
    return try JSONDecoder().decode(Status.self, from: Data(body.utf8))
  }

  /// Polls until the import has its final status.
  func outcome(of id: String) async throws -> Status {
    var status = try await status(of: id)
    try await eventually("import \(id) is not finished") {
      status = try await self.status(of: id)
      return status.status != "PROCESSING"
    }
    return status
  }

  /// The body of a resource.
  func get(_ url: String) async throws -> String {
    var request = HTTPClientRequest(url: url)
    request.headers.add(name: "Authorization", value: "Bearer \(token)")
    let (response, body) = try await exchange(request)
    guard response.status.code == 200 else {
      throw Refused(text: "\(response.status.code) \(body)")
    }
    return body
  }
}
