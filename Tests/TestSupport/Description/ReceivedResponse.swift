package import Testing
import APIDescription
import WireText

/// A response that a test received, for comparison with the API's description.
package struct ReceivedResponse: Sendable {
  private let method: String
  private let target: String
  private let status: Int
  private let headers: [(name: String, value: String)]
  private let body: [UInt8]

  /// - Parameters:
  ///   - method: the method of the request.
  ///   - target: the path and query of the request.
  package init(
    to method: String, _ target: String, status: Int, headers: [(String, String)], body: [UInt8]
  ) {
    self.method = method
    self.target = target
    self.status = status
    self.headers = headers.map { ($0.0.lowercased(), $0.1) }
    self.body = body
  }

  /// Records an issue of the current test for each difference from the description.
  package func expectDescribed(sourceLocation: SourceLocation = #_sourceLocation) {
    for problem in problems {
      Issue.record(
        "\(method) \(target), \(status): \(problem)", sourceLocation: sourceLocation)
    }
  }

  /// The differences from the description: status, header fields, media type, body.
  package var problems: [String] {
    guard let response = responses["\(status)"].map(APIDescription.resolved) else {
      return ["the status is not described, only \(responses.keys.sorted())"]
    }
    return headerProblems(response) + bodyProblems(response)
  }

  /// The described responses, by status.
  private var responses: [String: JSONValue] {
    let path = String(target.prefix { $0 != "?" && $0 != "#" })
    let ofPath = APIDescription.operations.filter { $0.matches(path: path) }
    if let operation = ofPath.first(where: { $0.method == method }) { return operation.responses }
    let ofEveryPath = APIDescription.document["x-responses-of-every-path"]?.members ?? [:]
    return ofEveryPath.filter { $0.key != "405" || !ofPath.isEmpty }
  }

  /// Fields of the protocol itself, and `Content-Type`, which the check of the body covers.
  private static let ofHTTP: Set = [
    "connection", "content-length", "content-type", "date", "transfer-encoding",
  ]

  private func headerProblems(_ response: JSONValue) -> [String] {
    let ofEvery = APIDescription.document["x-headers-of-every-response"]?.members ?? [:]
    let described = (response["headers"]?.members ?? [:]).merging(ofEvery) { own, _ in own }
    var problems: [String] = []
    for (name, header) in described.mapValues(APIDescription.resolved) {
      let values = headers.filter { $0.name == name.lowercased() }.map(\.value)
      if values.isEmpty, header["required"]?.bool == true { problems.append("\(name) is missing") }
      if values.count > 1 { problems.append("\(name) is there \(values.count) times") }
      let schema = header["schema"] ?? .null
      for value in values {
        let isInteger = schema["type"]?.string == "integer"
        let node = isInteger ? Int(value).map { JSONValue.number(Double($0)) } : nil
        problems += SchemaCheck.problems(of: node ?? .string(value), against: schema, at: name)
      }
    }
    let names = Set(described.keys.map { $0.lowercased() }).union(Self.ofHTTP)
    let others = Set(headers.map(\.name)).subtracting(names).sorted()
    return problems + others.map { "\($0) is not described" }
  }

  private func bodyProblems(_ response: JSONValue) -> [String] {
    let types = response["content"]?.members ?? [:]
    if types.isEmpty || method == "HEAD" {
      return body.isEmpty ? [] : ["there is a body of \(body.count) bytes"]
    }
    let given = headers.filter { $0.name == "content-type" }.map(\.value)
    guard given.count == 1, let type = given[0].split(separator: ";").first.map(String.init),
      let schema = types[type]?["schema"]
    else { return ["the media type \(given) is not described, only \(types.keys.sorted())"] }
    let isJSON = type.hasSuffix("json")
    let text = String(validating: body, as: UTF8.self)
    let value = isJSON ? try? JSONScanner.value(body, deepest: 32) : text.map(JSONValue.string)
    guard let value else {
      return ["the body is no \(isJSON ? "JSON" : "UTF-8")"]
    }
    return SchemaCheck.problems(of: value, against: schema, at: "body")
  }
}
