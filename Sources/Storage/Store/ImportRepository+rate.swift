package import Foundation
package import Postgres

extension ImportRepository {
  /// How the import stands, and what the account's budget gives, in one round trip.
  ///
  /// The bucket comes last, so that its row is locked for no longer than its own statement takes.
  package static func standing(
    of id: UUID, accountExternalID: String, taking ask: RateBucketRepository.Ask,
    on connection: isolated PostgresConnection
  ) throws(PostgresError) -> (standing: Standing?, grant: RateBucketRepository.Grant) {
    let results = try connection.pipeline { (pipeline) throws(PostgresError) in
      try pipeline.send(Statements.standing, accountExternalID, id)
      try RateBucketRepository.send(ask, in: &pipeline)
    }
    guard results.count == 2 else {
      throw .decoding("two statements gave \(results.count) results")
    }
    return (
      try results[0].rows(of: Statements.standing).first,
      try RateBucketRepository.grant(
        try results[1].rows(of: RateBucketRepository.Statements.take))
    )
  }
}
