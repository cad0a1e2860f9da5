package import Foundation
package import Postgres
package import Scheduling

extension ImportRepository {
  /// The import's status, and what the account's budget gives, in one round trip.
  ///
  /// The bucket comes last, so that its row is locked for no longer than its own statement takes.
  package static func status(
    of id: UUID, accountExternalID: String, taking ask: RateBucketRepository.Ask,
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> (status: ImportStatus?, grant: RateBucketRepository.Grant) {
    let results = try connection.pipeline { (pipeline) throws(PostgresError) in
      try pipeline.send(Statements.status, accountExternalID, id)
      try RateBucketRepository.send(ask, in: &pipeline)
    }
    guard results.count == 2 else {
      throw .decoding("two statements gave \(results.count) results")
    }
    return (
      try results[0].rows(of: Statements.status).first,
      try RateBucketRepository.grant(
        try results[1].rows(of: RateBucketRepository.Statements.take))
    )
  }
}
