import HTTPFront
import HTTPTypes
import Hummingbird
import Identity
import Importing
import Reports
import Telemetry
import Throttling

/// The routes of the API, and the router that serves them.
package enum RouteTable {
  /// Every route. A route with GET has HEAD, too (RFC 9110, section 9.1).
  package static func routes(for services: APIServices) -> [Route] {
    ownRoutes(for: services).flatMap { $0.method == .get ? [$0, $0.asHead] : [$0] }
  }

  private static func ownRoutes(for services: APIServices) -> [Route] {
    let rates = services.rateLimits
    let uploads = RateBudget.uploads(rates)
    let reads = RateBudget.reads(rates)
    let postImport = PostEventImport(imports: services.imports, memory: services.uploadMemory)
    let getImport = GetEventImport(
      imports: services.imports,
      reportLinks: ReportLinks(signer: services.reportLinks, objects: services.reportObjects),
      publicURL: services.publicURL, now: services.now)
    let getReport = GetErrorReport(
      imports: services.imports, links: services.reportLinks, memory: services.downloadMemory,
      now: services.now)
    let health = GetHealth(
      readiness: SharedReading(
        lifetime: GetHealth.lifetime, now: rates.now, services.readiness),
      drain: services.drain, timeZones: { services.imports.timeZones })
    let imports = "/v1/schedules/event-imports"
    return [
      Route(
        method: .post, path: imports,
        access: .account(.write, uploads, postImport.respond), isPrefixed: true),
      Route(
        method: .get, path: "\(imports)/:import_id",
        access: .account(.read, reads, getImport.respond), isPrefixed: true),
      Route(
        method: .get, path: "\(imports)/:import_id/error-report",
        access: .open(getReport.respond), isPrefixed: true),
      Route(method: .get, path: "/health/live", access: .open(health.live), isPrefixed: false),
      Route(method: .get, path: "/health/ready", access: .open(health.ready), isPrefixed: false),
    ] + (services.servesDocs ? descriptionRoutes : [])
      + AdminRoutes.routes(for: services.administrator, budget: .administration(rates))
      + (services.authorization.map {
        authorizationRoutes(for: $0, rates: rates, memory: services.tokenMemory)
      } ?? [])
  }

  static func router(for services: APIServices) -> Router<APIContext> {
    let router = Router(context: APIContext.self)
    let routes = routes(for: services)
    router.add(
      middleware: RequestMiddleware(
        trustedProxies: services.trustedProxies,
        metrics: HTTPMetrics(in: services.metrics, routes: routes)))
    router.add(middleware: AddressRateMiddleware(limits: services.rateLimits))
    router.add(middleware: ExpectationMiddleware())
    router.add(middleware: MethodMiddleware(routes: routes))
    for route in routes { add(route, to: router, services: services) }
    return router
  }

  private static func add(
    _ route: Route, to router: Router<APIContext>, services: APIServices
  ) {
    let verifier = services.verifier
    for path in route.paths {
      switch route.access {
      case .open(let handler):
        router.on(RouterPath(path), method: route.method, use: handler)
      case .account(let scope, let budget, let handler):
        router.group()
          .add(middleware: ScopeMiddleware(verifier: verifier, scope: scope))
          .add(middleware: RateLimitMiddleware(budget: budget))
          .group(context: AccountContext.self)
          .on(RouterPath(path), method: route.method, use: handler)
      case .administrator(let budget, let handler):
        router.group()
          .add(middleware: ScopeMiddleware(verifier: verifier, scope: .admin))
          .add(middleware: RateLimitMiddleware(budget: budget))
          .group(context: AdminContext.self)
          .on(RouterPath(path), method: route.method) { request, context in
            let room = try await AdminBody.hold(
              for: request, of: route, context, in: services.administrationMemory)
            defer { withExtendedLifetime(room) {} }
            return try await handler(request, context)
          }
      }
    }
  }
}
