package import Administration
package import Authorization
package import HTTPFront
package import Identity
package import Importing
package import Reports
package import Telemetry
package import Throttling

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
