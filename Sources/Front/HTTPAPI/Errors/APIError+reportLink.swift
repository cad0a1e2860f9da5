import Hummingbird

extension APIError {
  /// The refusal of a request for an error report whose link was changed.
  ///
  /// It names the usual damage: HTML writes `&` as `&amp;`, and a second percent-encoding escapes
  /// `%` and the punctuation of the query.
  static func invalidReportLink(_ request: Request) -> APIError {
    .invalidReportLink(description: damage(of: request))
  }

  /// The refusal of a path that no route matches because the link's query is encoded into it; nil
  /// for other paths.
  static func garbledReportLink(_ request: Request) -> APIError? {
    guard request.uri.path.lowercased().contains("/error-report%3faccount") else { return nil }
    return .garbledReportLink(description: damage(of: request))
  }

  private static func damage(of request: Request) -> String {
    let link = request.uri.string.lowercased()
    let cause =
      if link.contains("&amp;") {
        " It contains &amp; instead of &."
      } else if ["%25", "%3faccount", "%3d", "%26expires"].contains(where: link.contains) {
        " It seems to be percent-encoded twice."
      } else {
        ""
      }
    return "The link to the error report is not valid.\(cause) Use the link exactly as it was "
      + "given, or get the import's status again for a new link."
  }
}
