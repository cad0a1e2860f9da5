import Hummingbird
import Importing

extension APIError {
  /// The refusal as a response.
  var response: Response {
    var body = JSONObject()
    if let code = family.code { body.add("code", code) }
    body.add("message", family.message)
    body.add("description", description)
    if !fields.isEmpty {
      let problems = fields.map { problem in
        var object = JSONObject()
        object.add("name", problem.field)
        object.add("description", problem.description)
        return object
      }
      body.add("fields", problems)
    }
    return Response(status: family.status, headers: headers, body: body.responseBody)
  }
}
