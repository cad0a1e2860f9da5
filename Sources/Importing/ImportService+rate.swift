package import Foundation
import Postgres
package import Scheduling
package import Store

extension ImportService {
  /// The status of an import of this account, nil where it has no such import, and what the account's
  /// budget gives for the request, in one round trip.
  package func status(
    of id: UUID, accountExternalID: String, taking ask: RateBucketRepository.Ask
  ) async throws -> (status: ImportStatus?, grant: RateBucketRepository.Grant) {
    try await pool.withConnection { connection in
      try ImportRepository.status(
        of: id, accountExternalID: accountExternalID, taking: ask, on: connection)
    }
  }
}
