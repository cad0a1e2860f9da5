import Hummingbird
import Scheduling
import WireText

extension APIError {
  /// The refusal as a response.
  var response: Response {
    var body = JSONText()
    if let code = family.code { body.add("code", code) }
    body.add("message", family.message)
    body.add("description", description)
    if !fields.isEmpty {
      let problems = fields.map { problem in
        var object = JSONText()
        object.add("name", problem.field)
        object.add("description", problem.description)
        return object
      }
      body.add("fields", problems)
    }
    return Response(status: family.status, headers: headers, body: body.responseBody)
  }
}
