import HTTPTypes

extension HTTPResponse {
  /// Fields that have only a handful of values in the whole API. Only these get a place in the
  /// table of header compression. A field that differs in each response would push them out and
  /// make the search of the table longer.
  private static let constantFields = Set<HTTPField.Name>([
    .allow, .cacheControl, .contentDisposition, .contentType, .pragma,
  ]).union(HTTPFields.security.map(\.name))

  /// The response, with each field marked for header compression.
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
