import HTTPTypes

extension HTTPResponse {
  /// Fields whose values are a handful in the whole API. Only they are worth a place in the table of
  /// header compression, and only they get one: a field that differs in each response would push
  /// them out, and make the search of the table longer.
  private static let constantFields = Set<HTTPField.Name>([
    .allow, .cacheControl, .contentDisposition, .contentType, .pragma,
  ]).union(HTTPFields.security.map(\.name))

  /// The response as it is to be compressed.
  var indexingConstants: HTTPResponse {
    var response = self
    response.headerFields = HTTPFields(
      headerFields.map { field in
        var field = field
        field.indexingStrategy = Self.constantFields.contains(field.name) ? .automatic : .avoid
        return field
      })
    return response
  }
}
