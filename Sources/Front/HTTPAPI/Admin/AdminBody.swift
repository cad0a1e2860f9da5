import HTTPFront
import HTTPTypes
import Hummingbird
import Identity
import NIOCore
import Throttling
import WireText

/// Reads the bodies of admin requests.
enum AdminBody {
  /// The largest body, in bytes.
  static let limit = 64 * 1024
  /// The largest bulk upsert, in bytes.
  static let bulkLimit = 5_242_880

  /// Reads a JSON object. A repeated member and more than 8 levels are rejected.
  static func object(of request: Request, _ context: AdminContext) async throws -> BodyFields {
    guard mediaType(of: request) == "application/json" else {
      throw APIError.wrongMediaType(
        received: request.headers[.contentType], expected: "application/json")
    }
    return BodyFields(try parse(try await bytes(of: request, context, limit: limit)))
  }

  static func parse(_ bytes: [UInt8]) throws(APIError) -> JSONObject {
    do throws(JSONFault) {
      return try JSONScanner.object(bytes)
    } catch {
      let description =
        switch error {
        case .malformed: "The body is not valid JSON (RFC 8259)."
        case .notAnObject: "The body must be a JSON object."
        case .duplicateMember: "The body has a member more than once."
        case .tooDeep: "The body is nested more than \(JSONScanner.deepest) levels deep."
        }
      throw .invalidRequest(description: description, fields: [])
    }
  }

  /// Reserves memory for a request's body until the request is handled. A chunked body may have any
  /// length up to the limit, so it reserves the limit.
  ///
  /// - Returns: nil for a method without a body.
  static func hold(
    for request: Request, of route: Route, _ context: AdminContext, in memory: BodyMemory
  ) async throws(BodyMemory.Refusal) -> BodyMemory.Hold? {
    guard route.method != .get, route.method != .head else { return nil }
    let longest = route.path.hasSuffix("-imports") ? bulkLimit : limit
    let length = request.headers[.contentLength].flatMap(Int.init) ?? longest
    return try await memory.hold(
      2 * min(length, longest), of: context.caller.token.clientID ?? "")
  }

  /// Reads a body whose media type has been checked.
  ///
  /// - Throws: 415 for a coded body, 413 as soon as the body is over the limit.
  static func bytes(
    of request: Request, _ context: AdminContext, limit: Int
  ) async throws -> [UInt8] {
    if let coding = request.contentCoding { throw APIError.codedBody(coding) }
    if let length = request.headers[.contentLength].flatMap(Int.init), length > limit {
      throw APIError.bodyTooLarge(limit: limit)
    }
    context.bodyGate.open()
    var bytes: [UInt8] = []
    for try await buffer in request.body {
      bytes.append(contentsOf: buffer.readableBytesView)
      guard bytes.count <= limit else { throw APIError.bodyTooLarge(limit: limit) }
    }
    return bytes
  }

  /// The media type in lower case, without its parameters (RFC 9110 section 8.3.1).
  static func mediaType(of request: Request) -> String? {
    request.headers[.contentType]?.prefix { $0 != ";" }.lowercased()
      .split { " \t".contains($0) }.first.map(String.init)
  }
}
