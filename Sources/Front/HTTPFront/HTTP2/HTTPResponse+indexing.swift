import HTTPTypes

extension HTTPResponse {
  /// Fields with only a few values in the whole API. Only these fields enter the header compression
  /// table. A field that differs in each response would evict them and slow down the search of the
  /// table.
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
