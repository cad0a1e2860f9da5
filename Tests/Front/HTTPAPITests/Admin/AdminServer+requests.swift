import Administration
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Scheduling
import TestSupport
import Testing

extension AdminServer {
  /// The response.
  struct Reply: Sendable, Equatable {
    let status: Int
    let headers: HTTPHeaders
    let text: String

    /// The body as a JSON object; empty if it is not an object.
    var object: [String: Any] {
      (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
    }

    func string(_ name: String) -> String? { object[name] as? String }
    func number(_ name: String) -> Int? { object[name] as? Int }
    func objects(_ name: String) -> [[String: Any]] { object[name] as? [[String: Any]] ?? [] }

    /// The names of the rejected fields.
    var fields: [String] { objects("fields").compactMap { $0["name"] as? String } }
  }

  /// The body of a request.
  struct Content: Sendable {
    let type: String
    let bytes: [UInt8]

    static func json(_ text: String) -> Content {
      Content(type: "application/json", bytes: Array(text.utf8))
    }
    static func csv(_ text: String) -> Content {
      Content(type: "text/csv; charset=utf-8", bytes: Array(text.utf8))
    }

    /// A form that uploads a schedule file with these rows.
    static func upload(_ rows: String) -> Content {
      let fields = [
        ("file_name", "schedule.csv"), ("time_zone", "UTC"),
        (
          "csv_file\"; filename=\"schedule.csv",
          "Agent Name,Agent Email,Start Time,End Time,Event Type Name\n\(rows)"
        ),
      ].map {
        "--b\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n"
      }
      return Content(
        type: "multipart/form-data; boundary=b",
        bytes: Array("\(fields.joined())--b--\r\n".utf8))
    }
  }

  /// Sends a request over a real connection and reads the whole response, which must match the
  /// API's description.
  func send(
    _ method: String, _ target: String, _ content: Content? = nil, token: String? = nil,
    headers: HTTPHeaders = [:], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Reply {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(target)")
    request.method = HTTPMethod(rawValue: method)
    request.headers = headers
    if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
    if let content {
      request.headers.add(name: "Content-Type", value: content.type)
      request.body = .bytes(content.bytes)
    }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    let body = try await response.body.collect(upTo: 64 << 20)
    ReceivedResponse(
      to: method, target, status: Int(response.status.code),
      headers: response.headers.map { ($0.name, $0.value) }, body: Array(body.readableBytesView)
    ).expectDescribed(sourceLocation: sourceLocation)
    return Reply(
      status: Int(response.status.code), headers: response.headers, text: String(buffer: body))
  }

  /// Sends a request to the admin API with the operator's token.
  func admin(
    _ method: String, _ path: String, _ content: Content? = nil
  ) async throws -> Reply {
    try await send(method, "/admin/v1/\(path)", content, token: adminToken)
  }

  /// Creates an account with an agent and an event type.
  func makeAccount(_ name: AccountName) async throws {
    _ = try await administrator.createAccount(name, displayName: nil, by: Self.origin)
    _ = try await administrator.agents.create(
      .init(name: "Ann", email: "ann@\(name).example", isActive: true), of: name, by: Self.origin)
    _ = try await administrator.eventTypes.create(
      .init(name: "Shift"), of: name, by: Self.origin)
  }
}
