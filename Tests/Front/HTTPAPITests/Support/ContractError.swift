import NIOHTTP1
import Testing

/// A refusal in the words of docs/reference/contract.md.
struct ContractError: Sendable, CustomTestStringConvertible {
  var status: Int
  var code: String?
  var message: String
  var description: String
  /// The names and descriptions of the rejected form fields.
  var fields: [(String, String)] = []
  /// A header field that the response must have.
  var header: (name: String, value: String)?

  var testDescription: String { "\(status) \(description)" }

  /// The exact body. The texts contain nothing that JSON must escape.
  var body: String {
    var members: [String] = []
    if let code { members.append(#""code":"\#(code)""#) }
    members.append(#""message":"\#(message)""#)
    members.append(#""description":"\#(description)""#)
    if !fields.isEmpty {
      let list = fields.map { #"{"name":"\#($0.0)","description":"\#($0.1)"}"# }
      members.append(#""fields":[\#(list.joined(separator: ","))]"#)
    }
    return "{\(members.joined(separator: ","))}"
  }
}

extension ContractError {
  static func unauthenticated(_ description: String, challenge: String) -> ContractError {
    ContractError(
      status: 401, code: "1580005", message: "Invalid authentication.", description: description,
      header: ("WWW-Authenticate", challenge))
  }

  static let noToken = unauthenticated(
    #"The request has no Authorization header. Send \"Authorization: Bearer\" and an access token."#,
    challenge: "Bearer")

  static let invalidToken = unauthenticated(
    "The access token is not a JWT: three base64url segments without padding, separated by dots. Send the token exactly as it was issued.",
    challenge:
      #"Bearer error="invalid_token", error_description="The access token is not a JWT: three base64url segments without padding, separated by dots. Send the token exactly as it was issued.""#
  )

  static func insufficientScope(_ scope: String) -> ContractError {
    let description = "The access token lacks the scope \(scope). Request a token that has it."
    return ContractError(
      status: 403, message: "Insufficient permissions to perform this operation.",
      description: description,
      header: (
        "WWW-Authenticate",
        #"Bearer error="insufficient_scope", error_description="\#(description)", scope="\#(scope)""#
      ))
  }

  static let unknownAccount = forbidden(
    "The access token's account does not exist on this server or is deactivated. Ask the server's operator to create or activate it."
  )

  static let invalidLink = invalidLink(cause: "")

  static func invalidLink(cause: String) -> ContractError {
    link(
      "The link to the error report is not valid.\(cause) Use the link exactly as it was given, or get the import's status again for a new link."
    )
  }

  static let expiredLink = link(
    "The link to the error report has expired. Get the import's status again for a new link.")

  /// Has no challenge, because no token would help.
  private static func link(_ description: String) -> ContractError {
    ContractError(
      status: 403, message: "Insufficient permissions to perform this operation.",
      description: description)
  }

  private static func forbidden(_ description: String) -> ContractError {
    ContractError(
      status: 403, message: "Insufficient permissions to perform this operation.",
      description: description,
      header: (
        "WWW-Authenticate",
        #"Bearer error="insufficient_scope", error_description="\#(description)""#
      ))
  }

  static func rateLimited(_ seconds: Int, perMinute: Int) -> ContractError {
    ContractError(
      status: 429, message: "Rate limit exceeded. Please retry later.",
      description:
        "The limit of \(perMinute) requests per minute is used up. Retry after \(seconds) s.",
      header: ("Retry-After", "\(seconds)"))
  }

  static let notMultipart = unsupported("Send the upload as multipart/form-data.")

  static let noSemicolon = unsupported(
    "The Content-Type has no semicolon after multipart/form-data. Add the semicolon: multipart/form-data; boundary=abc123."
  )

  static func coded(_ coding: String, code: String? = "1580027") -> ContractError {
    ContractError(
      status: 415, code: code, message: "Unsupported Media Type.",
      description:
        #"The body has Content-Encoding \"\#(coding)\". The server does not accept compressed bodies. Send the body uncompressed, without Content-Encoding."#,
      header: ("Accept-Encoding", "identity"))
  }

  private static func unsupported(_ description: String) -> ContractError {
    ContractError(
      status: 415, code: "1580027", message: "Unsupported Media Type.", description: description)
  }

  /// - Parameters:
  ///   - name: the name as the response shows it: escaped and cut.
  ///   - example: a correct name.
  static func fileName(_ name: String, example: String = "schedule.csv") -> ContractError {
    let sentence = json(
      """
      The file name "\(name)" does not end in .csv. Save the file as CSV and send its name, for \
      example "\(example)".
      """)
    return ContractError(
      status: 415, code: "1580027", message: "Unsupported Media Type.", description: sentence,
      fields: [("file_name", sentence)])
  }

  /// A text in the form of a JSON string, without the quotes.
  private static func json(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }

  static let tooLarge = ContractError(
    status: 413, code: "1580047",
    message: "The uploaded file exceeds the maximum allowed size of 5 MB.",
    description: splitFile, fields: [("csv_file", splitFile)])

  private static let splitFile =
    "The file is larger than 5242880 bytes. Split it, and upload the new files one after the other."

  static func template(
    _ description: String, fields: [(String, String)] = []
  ) -> ContractError {
    ContractError(
      status: 400, code: "1580028", message: "The CSV template is incorrect.",
      description: description, fields: fields)
  }

  /// Form fields that are missing, repeated or unreadable.
  static func form(_ fields: [(String, String)]) -> ContractError {
    let fields = fields.map { ($0, json($1)) }
    let sentences = fields.map { "\($0): \($1)" }
    return template(
      "Correct the form's fields. \(sentences.joined(separator: " "))", fields: fields)
  }

  /// Form fields whose values are wrong.
  static func values(_ fields: [(String, String)]) -> ContractError {
    template(fields.map(\.1).joined(separator: " "), fields: fields)
  }

  static let noBoundary = template(
    "The Content-Type field must name the boundary of the form's parts.")

  /// - Parameter zone: the zone as the response shows it: escaped and cut.
  static func timeZone(
    _ zone: String, hint: String = "Send a name such as America/New_York or UTC."
  ) -> (String, String) {
    (
      "time_zone",
      json("The time zone \"\(zone)\" is not an IANA time zone name. \(hint)")
    )
  }

  static func dateFormat(_ format: String, nearest: String? = nil) -> (String, String) {
    let hint = nearest.map { " Did you mean \($0)?" } ?? ""
    return (
      "date_format",
      json("The date format \"\(format)\" is not supported.\(hint) Use one of these formats: ")
        + "HH:mm yyyy-MM-dd, HH:mm yyyyMMdd, HH:mm MM/dd/yyyy, HH:mm M/d/yyyy, HH:mm MM/dd/yy, "
        + "HH:mm dd/MM/yyyy."
    )
  }

  static func csvHeader(_ cause: String) -> (String, String) {
    (
      "csv_file",
      json(cause) + " The first line must be exactly: "
        + "Agent Name,Agent Email,Start Time,End Time,Event Type Name"
    )
  }

  /// - Parameter id: of the import in progress.
  static func busy(_ id: String) -> ContractError {
    ContractError(
      status: 409, code: "1580026",
      message: "Another event import is already in progress. Please try again later.",
      description:
        "This account's import \(id) is still being processed. Wait until its status is no longer PROCESSING: GET /v1/schedules/event-imports/\(id).",
      header: ("Retry-After", "5"))
  }

  static let importNotFound = ContractError(
    status: 404, code: "1580001", message: "Not found.",
    description:
      "This account has no import with this id. Use the id in the Location header of the upload's response."
  )

  static let reportNotFound = ContractError(
    status: 404, code: "1580001", message: "Not found.",
    description:
      "The import has no error report, or its report was deleted when its retention period ended.")

  static let routeNotFound = ContractError(
    status: 404, message: "Not found.",
    description:
      "The server has no resource at this path. Compare the path with the API description.")

  static func methodNotAllowed(_ allowed: String) -> ContractError {
    ContractError(
      status: 405, message: "Method not allowed.",
      description:
        "This resource does not support the request's method. Use one of: \(allowed).",
      header: ("Allow", allowed))
  }

  static let unavailable = ContractError(
    status: 503, message: "Service unavailable. Please retry later.",
    description:
      "The server cannot process the request at the moment. Retry in a few seconds.",
    header: ("Retry-After", "5"))
}

extension APIResponse {
  /// Compares the response with the contract: status, header fields and the exact body.
  func expect(
    _ error: ContractError, bodyIsOmitted: Bool = false,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(status == error.status, sourceLocation: sourceLocation)
    #expect(headers["Content-Type"] == ["application/json"], sourceLocation: sourceLocation)
    #expect(
      headers["Content-Length"] == ["\(error.body.utf8.count)"], sourceLocation: sourceLocation)
    #expect(text == (bodyIsOmitted ? "" : error.body), sourceLocation: sourceLocation)
    for name in ["WWW-Authenticate", "Retry-After", "Allow", "Location", "Accept-Encoding"] {
      let expected = error.header.flatMap { $0.name == name ? [$0.value] : nil } ?? []
      #expect(headers[name] == expected, sourceLocation: sourceLocation)
    }
    #expect(headers["X-Request-Id"].count == 1, sourceLocation: sourceLocation)
    #expect(headers["Cache-Control"] == ["no-store"], sourceLocation: sourceLocation)
  }

  /// A 409 that names an import in progress.
  func expectBusy(sourceLocation: SourceLocation = #_sourceLocation) {
    let id = text.firstMatch(of: #/import ([0-9a-f-]{36}) is/#).map { String($0.1) }
    expect(.busy(id ?? "without an id"), sourceLocation: sourceLocation)
  }
}
