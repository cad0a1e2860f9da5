package import Administration
package import Authorization
import HTTPTypes
import Hummingbird
package import Identity
package import Importing
package import Reports
import Store
package import Telemetry

/// What the routes need to do their work.
package struct APIServices: Sendable {
  package let imports: ImportService
  package let administrator: Administrator
  package let verifier: TokenVerifier
  package let reportLinks: ReportLinkSigner
  /// The reports that are in an object store; nil where none is configured.
  package let reportObjects: ObjectReports?
  package let readiness: @Sendable () async throws -> Void
  package let drain: Drain
  /// What clients reach this server at, such as `https://wfm.example.com/wfm/aion`; nil for what the
  /// request's Host field says.
  package let publicURL: String?
  package let rateLimits: RateLimits
  package let uploadMemory: BodyMemory
  package let downloadMemory: BodyMemory
  /// Of the bodies of token requests, and of administrative ones.
  let tokenMemory: BodyMemory
  let administrationMemory: BodyMemory
  /// What issues access tokens; nil for a server that leaves it to others.
  package let authorization: AuthorizationServer?
  package let trustedProxies: TrustedProxies
  /// Whether the API's description is served, as a document and as a page.
  package let servesDocs: Bool
  /// Where requests are counted.
  package let metrics: MetricRegistry
  /// Seconds since 1970.
  package let now: @Sendable () -> Int64

  package init(
    imports: ImportService, administrator: Administrator, verifier: TokenVerifier,
    reportLinks: ReportLinkSigner, reportObjects: ObjectReports? = nil,
    readiness: @escaping @Sendable () async throws -> Void, drain: Drain = Drain(),
    publicURL: String?, rateLimits: RateLimits,
    uploadMemory: BodyMemory = BodyMemory(of: .upload, mebibytes: 256),
    downloadMemory: BodyMemory = BodyMemory(of: .download, mebibytes: 64),
    authorization: AuthorizationServer? = nil,
    trustedProxies: TrustedProxies = TrustedProxies(), servesDocs: Bool = true,
    metrics: MetricRegistry = MetricRegistry(),
    now: @escaping @Sendable () -> Int64
  ) {
    self.imports = imports
    self.administrator = administrator
    self.verifier = verifier
    self.reportLinks = reportLinks
    self.reportObjects = reportObjects
    self.readiness = readiness
    self.drain = drain
    self.publicURL = publicURL
    self.rateLimits = rateLimits
    self.uploadMemory = uploadMemory
    self.downloadMemory = downloadMemory
    tokenMemory = BodyMemory(of: .token, mebibytes: Self.tokenMebibytes, metrics: metrics)
    administrationMemory = BodyMemory(
      of: .administration, mebibytes: Self.administrationMebibytes, metrics: metrics)
    self.authorization = authorization
    self.trustedProxies = trustedProxies
    self.servesDocs = servesDocs
    self.metrics = metrics
    self.now = now
  }

  /// Memory that the bodies of token requests may take at once: of one address 256 KiB, which is two of
  /// the longest, and more than a hundred of 1 KiB.
  static let tokenMebibytes = 8
  /// Memory that the bodies of administrative requests may take at once: one of the longest bulk
  /// upserts, and small ones beside it.
  static let administrationMebibytes = 16
}

/// The routes of the API and the router made of them.
package enum RouteTable {
  /// Every route; each that has GET has HEAD, too (RFC 9110, section 9.1).
  package static func routes(for services: APIServices) -> [Route] {
    ownRoutes(for: services).flatMap { $0.method == .get ? [$0, $0.asHead] : [$0] }
  }

  private static func ownRoutes(for services: APIServices) -> [Route] {
    let rates = services.rateLimits
    let uploads = RateBudget(.upload, perMinute: rates.uploadsPerMinute, limits: rates)
    let reads = RateBudget(.read, perMinute: rates.readsPerMinute, limits: rates)
    let postImport = PostEventImport(imports: services.imports, memory: services.uploadMemory)
    let getImport = GetEventImport(services: services)
    let getReport = GetErrorReport(services: services)
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
    ] + (services.servesDocs ? descriptionRoutes : []) + AdminRoutes.routes(for: services)
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
