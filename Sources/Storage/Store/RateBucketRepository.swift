package import Postgres
package import Scheduling

/// The request budgets that all replicas share: a token bucket per account and kind, or per client.
/// Only the database's clock refills the buckets.
package enum RateBucketRepository {
  /// The number of slices in a minute's budget. A replica takes a slice and admits requests from it
  /// without another query. So n replicas admit at most n slices more than the budget: 1.5 % for
  /// three.
  package static let slicesPerMinute: Int32 = 200

  /// A request for tokens.
  package struct Ask: NamedParameters, Equatable {
    /// The account; nil for the installation's clients.
    package let account: AccountName?
    /// The kind of request.
    package let kind: RateKind
    /// The client, if each client has a budget; otherwise empty.
    package let holder: String
    /// The installation's budget, for accounts without their own.
    package let perMinute: Int
    /// True to ask for a slice, false for one token.
    package let isSlice: Bool

    /// A request for tokens of a bucket.
    package init(
      account: AccountName?, kind: RateKind, holder: String, perMinute: Int, isSlice: Bool
    ) {
      self.account = account
      self.kind = kind
      self.holder = holder
      self.perMinute = perMinute
      self.isSlice = isSlice
    }

    /// The parameters of the statement.
    package static let parameters: [NamedParameter<Self>] = [
      .init("account") { $0.account?.text ?? "" },
      .init("kind") { $0.kind.rawValue },
      .init("holder") { $0.holder },
      .init("per_minute") { Int32(clamping: $0.perMinute) },
      .init("is_slice") { $0.isSlice },
    ]
  }

  /// The answer of a bucket.
  package struct Grant: Sendable, Equatable {
    /// The number of tokens taken from the bucket; 0 if it was empty.
    package let tokens: Int
    /// The budget: the bucket's size. An empty bucket refills in a minute.
    package let perMinute: Int
    /// The time until the bucket is full.
    package let untilFull: Duration

    /// The state of a bucket after tokens were taken.
    package init(tokens: Int, perMinute: Int, untilFull: Duration) {
      self.tokens = tokens
      self.perMinute = perMinute
      self.untilFull = untilFull
    }

    /// The time until the bucket has a token; zero or less if it has one.
    package var wait: Duration {
      // One microsecond more than exact, since the database counts in whole microseconds.
      untilFull - Duration.seconds(60) + Duration.seconds(60) / perMinute + .microseconds(1)
    }

    /// The number of tokens left in the bucket.
    package var remaining: Int {
      let missing = untilFull / Duration.seconds(60)
      return max(0, min(perMinute, Int(Double(perMinute) * (1 - missing) + 0.001)))
    }
  }

  /// Takes tokens from the bucket: the requested number, or all that it has.
  package static func take(
    _ ask: Ask, on connection: isolated PostgresConnection
  ) throws(PostgresError) -> Grant {
    let rows = try connection.query(Statements.take, ask)
    guard let grant = rows.first else { throw .decoding("a bucket gave no answer") }
    return grant
  }

  enum Statements {
    // All times are the time of the transaction, which is this one statement. All tokens are
    // converted to time together, so that microseconds are rounded once and not per token. The
    // thousandth of a token allows for this rounding.
    static let take = Statement<Grant, Ask>(
      """
      WITH budget AS (
        SELECT coalesce(max(a.account_id), 0) AS account_id,
          coalesce(
            max(
              CASE $kind
                WHEN 'upload' THEN a.uploads_per_minute
                WHEN 'read' THEN a.reads_per_minute
                WHEN 'token' THEN a.tokens_per_minute
              END), $per_minute) AS per_minute
        FROM accounts a
        WHERE a.external_id = $account
      ), wanted AS (
        SELECT account_id, per_minute,
          CASE WHEN $is_slice THEN greatest(1, per_minute / \(slicesPerMinute)) ELSE 1 END AS tokens
        FROM budget
      )
      INSERT INTO rate_buckets AS b (account_id, kind, holder, full_at, granted)
      SELECT account_id, $kind,
        CASE WHEN account_id = 0 AND $holder = '' THEN $account ELSE $holder END,
        now() + tokens * interval '1 minute' / per_minute, tokens
      FROM wanted
      ON CONFLICT (account_id, kind, holder) DO UPDATE
      SET (full_at, granted) = (
        SELECT greatest(b.full_at, now()) + given.tokens * interval '1 minute' / w.per_minute,
          given.tokens
        FROM wanted w
        CROSS JOIN LATERAL (
          SELECT greatest(0, least(w.tokens, floor(
            w.per_minute
              * (1 - extract(epoch FROM greatest(b.full_at, now()) - now())::double precision / 60)
              + 0.001)::integer)) AS tokens
        ) given
      )
      RETURNING b.granted, (SELECT per_minute FROM wanted),
        (extract(epoch FROM b.full_at - now()) * 1000000)::bigint
      """
    ) { (row) throws(PostgresError) in
      Grant(
        tokens: Int(try row.next(Int32.self)), perMinute: Int(try row.next(Int32.self)),
        untilFull: .microseconds(try row.next(Int64.self)))
    }

    static let all: [any PreparableStatement] = [take]
  }
}
