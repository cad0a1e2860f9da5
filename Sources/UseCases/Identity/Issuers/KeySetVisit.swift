import AsyncHTTPClient
import WireText

/// Finds and fetches an issuer's JWK Set.
package struct KeySetVisit: Sendable {
  /// The issuer, as its tokens name it.
  let issuer: String
  let location: KeyLocation
  let clock: RefreshClock

  struct KeySet: Sendable {
    let url: IssuerURL
    let document: DocumentFetch.Document
  }

  func keySet() async throws(IssuerFault) -> KeySet {
    let outcome: Result<KeySet, IssuerFault>
    do {
      outcome = try await DocumentFetch.withClient { client in
        let fetch = DocumentFetch(client: client, clock: clock)
        do throws(IssuerFault) {
          let url = try await address(with: fetch)
          return .success(KeySet(url: url, document: try await fetch.document(at: url)))
        } catch {
          return .failure(error)
        }
      }
    } catch {
      // The client could not be shut down, so the visit counts as failed.
      throw .unreachable(url: issuer, reason: "\(error)")
    }
    return try outcome.get()
  }

  private func address(with fetch: DocumentFetch) async throws(IssuerFault) -> IssuerURL {
    switch location {
    case .jwks(let url): return url
    case .discovery: return try await discoveredAddress(with: fetch)
    }
  }

  private func discoveredAddress(
    with fetch: DocumentFetch
  ) async throws(IssuerFault) -> IssuerURL {
    let base: IssuerURL
    let places: [IssuerURL]
    do throws(IssuerURLFault) {
      base = try IssuerURL(issuer)
      places = try base.discoveryDocuments
    } catch {
      throw .keysAddressRefused(url: issuer, error)
    }
    var faults: [IssuerFault] = []
    for place in places {
      do throws(IssuerFault) {
        return try Self.keysAddress(
          in: try await fetch.document(at: place).body, of: issuer, from: place,
          plainToo: base.isPlain)
      } catch {
        switch error {
        // The other document is on the same host, so it would fail too.
        case .unreachable, .timedOut, .cancelled: throw error
        default: faults.append(error)
        }
      }
    }
    throw .notDiscovered(faults)
  }

  /// The URL of the keys, as an issuer's metadata names it.
  ///
  /// - Parameters:
  ///   - issuer: the issuer, as its tokens name it.
  ///   - place: where the document was fetched from.
  ///   - plainToo: whether the keys may be fetched by http from loopback. An issuer on another
  ///     machine must not direct this server to its own loopback.
  /// - Throws: `notJSON`, `otherIssuer`, `noKeysAddress`, `keysAddressRefused`.
  package static func keysAddress(
    in document: [UInt8], of issuer: String, from place: IssuerURL, plainToo: Bool
  ) throws(IssuerFault) -> IssuerURL {
    guard let metadata = try? JSONScanner.object(document) else { throw .notJSON(url: place.text) }
    // RFC 8414 section 3.3: the issuers must be identical, code point by code point.
    guard let named = metadata["issuer"]?.string, named.utf8.elementsEqual(issuer.utf8) else {
      throw .otherIssuer(url: place.text)
    }
    guard let text = metadata["jwks_uri"]?.string else { throw .noKeysAddress(url: place.text) }
    do throws(IssuerURLFault) {
      let url = try IssuerURL(text)
      guard plainToo || !url.isPlain else { throw .plainAddress }
      return url
    } catch {
      throw .keysAddressRefused(url: place.text, error)
    }
  }
}
