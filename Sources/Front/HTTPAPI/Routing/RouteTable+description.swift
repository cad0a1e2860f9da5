import Hummingbird

extension RouteTable {
  /// The routes that serve the API's description.
  static let descriptionRoutes = [
    Route(
      method: .get, path: "/openapi.json", access: .open(GetDescription.document),
      isPrefixed: false),
    Route(method: .get, path: "/docs", access: .open(GetDescription.page), isPrefixed: false),
  ]
}
