package import HTTPAPI
import HTTPFront
import Identity

/// Everything that the HTTP server of a process is built from.
package struct ServerParts: Sendable {
  /// The services that the routes use.
  package var services: APIServices
  /// The services that fetch the keys of other issuers while the server runs.
  let issuerKeys: [IssuerKeys]
  let host: String
  let port: ListeningPort
  /// Nil for plain HTTP.
  let certificate: ServerCertificate?
}
