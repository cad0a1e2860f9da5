package import Foundation
import Postgres
package import Store

extension ImportService {
  /// How an import of this account stands, nil where it has no such import, and what the account's
  /// budget gives for the request, in one round trip.
  package func standing(
    of id: UUID, accountExternalID: String, taking ask: RateBucketRepository.Ask
  ) async throws -> (standing: ImportRepository.Standing?, grant: RateBucketRepository.Grant) {
    try await pool.withConnection { connection in
      try ImportRepository.standing(
        of: id, accountExternalID: accountExternalID, taking: ask, on: connection)
    }
  }
}
