import Administration
import Postgres
import Throttling

extension APIError {
  /// The refusal that a client gets for an error. An error that clients must not see becomes
  /// `unexpected`.
  init(_ error: any Error) {
    switch error {
    case let error as APIError: self = error
    case let error as PostgresError: self = Self.refusal(for: error)
    case let error as Administrator.Refusal: self = Self.refusal(for: error)
    case let error as RateRefusal: self = .rateLimited(error)
    case let error as BodyMemory.Refusal: self = Self.refusal(for: error)
    default: self = .unexpected
    }
  }

  private static func refusal(for error: PostgresError) -> APIError {
    switch error {
    case .connectionFailed, .connectionLost, .poolExhausted, .cancelled: .unavailable
    case .server(let server): server.sqlState.isTransient ? .unavailable : .unexpected
    case .decoding, .unrepresentable: .unexpected
    }
  }

  private static func refusal(for error: Administrator.Refusal) -> APIError {
    switch error {
    case .unknown(let resource): .resourceNotFound(resource)
    case .exists, .hasNoSecret, .isRevoked: .conflict(description: error.description)
    case .failed(let cause): APIError(cause)
    }
  }

  private static func refusal(for error: BodyMemory.Refusal) -> APIError {
    switch error {
    case .shareUsedUp: .tooManyAtOnce
    case .timedOut: .unavailable
    }
  }
}
