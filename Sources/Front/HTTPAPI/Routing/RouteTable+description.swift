import Hummingbird

extension RouteTable {
  /// What describes the API to whoever is to use it.
  static let descriptionRoutes = [
    Route(
      method: .get, path: "/openapi.json", access: .open(GetDescription.document),
      isPrefixed: false),
    Route(method: .get, path: "/docs", access: .open(GetDescription.page), isPrefixed: false),
  ]
}
