package import Foundation
package import HTTPTypes
import NIOHTTP1
import WireText

/// A fault that the transport answers, before or instead of the application.
///
/// `bodyTimeout` is also thrown into the application that is reading the body. The transport has
/// already answered the client, so it drops the application's response.
package enum TransportFault: String, Error {
  /// The bytes are not HTTP/1.1 (RFC 9112, section 2.2), or the body ended before its length.
  case malformedRequest = "malformed_request"
  /// The header section passes `TransportLimits.headerBytes` or `.headerFields`
  /// (RFC 6585, section 5).
  case headerTooLarge = "header_too_large"
  /// The header section was not complete in time (RFC 9110, section 15.5.9).
  case headerTimeout = "header_timeout"
  /// The body stalled or took too long (RFC 9110, section 15.5.9).
  case bodyTimeout = "body_timeout"
  /// `Expect` asks for something other than `100-continue` (RFC 9110, section 10.1.1).
  case unknownExpectation = "unknown_expectation"
  /// The client closed its connection, or reset its stream, before its body was complete. Nobody
  /// reads the answer; its status is the one that nginx logs.
  case clientGone = "client_gone"

  /// The fault itself, or the fault that an error of the HTTP decoder means; nil for other errors.
  package init?(_ error: any Error) {
    if let fault = error as? TransportFault {
      self = fault
      return
    }
    guard let error = error as? HTTPParserError else { return nil }
    self = error == .headerOverflow ? .headerTooLarge : .malformedRequest
  }

  /// The status of the answer.
  package var status: HTTPResponse.Status {
    switch self {
    case .malformedRequest: .badRequest
    case .headerTooLarge: .requestHeaderFieldsTooLarge
    case .headerTimeout, .bodyTimeout: .requestTimeout
    case .unknownExpectation: .expectationFailed
    case .clientGone: .init(code: 499, reasonPhrase: "Client Closed Request")
    }
  }

  /// The cause and the fix, for the client.
  package var description: String {
    switch self {
    case .malformedRequest:
      "The request is not well-formed HTTP, or its body ended early. Correct it and send it"
        + " on a new connection."
    case .headerTooLarge:
      "The header section of the request is too large. Send fewer or shorter header fields."
    case .headerTimeout:
      "The header section of the request did not arrive in time. Send it again on a new connection."
    case .bodyTimeout:
      "The body of the request did not arrive in time. Send it again on a new connection."
    case .unknownExpectation:
      "The only expectation that is supported is 100-continue. Leave the Expect field out."
    case .clientGone:
      "The connection ended before the body of the request."
    }
  }

  /// The error body, as JSON.
  package var body: String { body(field: nil) }

  /// The error body, as JSON.
  ///
  /// - Parameter field: the name of the header field that makes the request malformed; nil if it is
  ///   not known.
  func body(field: String?) -> String {
    let description =
      field.map {
        "The header field \($0) contains a control character, such as a line break. Remove it and"
          + " send the request on a new connection."
      } ?? self.description
    var body = JSONText()
    body.add("message", "\(status.reasonPhrase).")
    body.add("description", description)
    return body.text
  }

  /// The head of the response that goes with `body`. It does not pass through the application's
  /// middleware, so it gets the fields of every response here.
  func response(
    requestID: String, field: String? = nil, at date: Date = Date()
  ) -> HTTPResponse {
    var fields: HTTPFields = [
      .contentType: "application/json", .contentLength: String(body(field: field).utf8.count),
      .date: Self.httpDate(date), .requestID: requestID, .cacheControl: "no-store",
    ]
    fields.append(contentsOf: HTTPFields.security)
    return HTTPResponse(status: status, headerFields: fields)
  }

  /// The head of the response in HTTP/1.
  func responseHead(requestID: String, field: String? = nil) -> HTTPResponseHead {
    let response = response(requestID: requestID, field: field)
    return HTTPResponseHead(
      version: .http1_1,
      status: .init(statusCode: status.code, reasonPhrase: status.reasonPhrase),
      headers: HTTPHeaders(
        response.headerFields.map { ($0.name.rawName, $0.value) }))
  }

  /// IMF-fixdate (RFC 9110, section 5.6.7), independent of the locale of the process.
  package static func httpDate(_ date: Date) -> String {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let parts = calendar.dateComponents(
      [.weekday, .day, .month, .year, .hour, .minute, .second], from: date)
    let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    func padded(_ number: Int?) -> String { ((number ?? 0) < 10 ? "0" : "") + "\(number ?? 0)" }
    return "\(weekdays[(parts.weekday ?? 1) - 1]), \(padded(parts.day))"
      + " \(months[(parts.month ?? 1) - 1]) \(parts.year ?? 0)"
      + " \(padded(parts.hour)):\(padded(parts.minute)):\(padded(parts.second)) GMT"
  }
}
