package import Administration
package import Authorization
package import HTTPFront
package import Identity
package import Importing
package import Reports
package import Telemetry
package import Throttling

/// The services and settings that the routes use.
package struct APIServices: Sendable {
  /// Accepts uploads and reads imports.
  package let imports: ImportService
  /// Carries out the requests of the admin API.
  package let administrator: Administrator
  /// Verifies access tokens.
  package let verifier: TokenVerifier
  /// Signs and checks the links to reports in the database.
  package let reportLinks: ReportLinkSigner
  /// The reports in an object store; nil if none is configured.
  package let reportObjects: ObjectReports?
  /// Throws if the server cannot serve requests.
  package var readiness: @Sendable () async throws -> Void
  /// The time between the signal to stop and the end of the listener.
  package let drain: Drain
  /// The URL at which clients reach this server, such as `https://wfm.example.com/wfm/aion`; nil to
  /// use the Host field of each request.
  package let publicURL: String?
  /// The installation's rate limits.
  package var rateLimits: RateLimits
  /// The memory for the bodies of uploads.
  package var uploadMemory: BodyMemory
  /// The memory for downloads of reports.
  package var downloadMemory: BodyMemory
  /// The memory for the bodies of token requests.
  let tokenMemory: BodyMemory
  /// The memory for the bodies of admin requests.
  let administrationMemory: BodyMemory
  /// Issues access tokens; nil if this server issues none.
  package var authorization: AuthorizationServer?
  /// The proxies whose forwarding fields are trusted.
  package let trustedProxies: TrustedProxies
  /// Whether to serve the API's description, as a document and as a page.
  package let servesDocs: Bool
  /// The metrics in which requests are counted.
  package let metrics: MetricRegistry
  /// Seconds since 1970.
  package let now: @Sendable () -> Int64

  /// Creates the services of a server. The defaults equal the settings' defaults.
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

  /// The memory for the bodies of token requests. One address gets 256 KiB: two of the longest
  /// bodies, or more than a hundred of 1 KiB.
  static let tokenMebibytes = 8
  /// The memory for the bodies of admin requests: enough for one of the largest bulk upserts and
  /// several small bodies.
  static let administrationMebibytes = 16
}
