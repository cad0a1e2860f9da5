package import Postgres

/// Connections to the database.
extension Composition {
  /// How to connect to the database.
  ///
  /// - Throws: `Settings.Fault`
  package func databaseConfiguration() throws -> PostgresConfiguration {
    var configuration = PostgresConfiguration(
      connectionString: try settings.requiredSecret(.databaseURL))
    // The message does not repeat the connection string, because it may contain a password.
    guard configuration.isReadable else {
      throw Settings.Fault.unusable(
        .databaseURL, reason: "libpq cannot read it. Give key=value pairs or a postgresql:// URI.")
    }
    configuration.statementTimeout = try settings.seconds(.databaseStatementTimeout)
    configuration.lockTimeout = try settings.seconds(.databaseLockTimeout)
    configuration.sessionState =
      try settings.choice(.databasePooler, of: Setting.Pooler.self) == .none
    if let file = settings.text(.databasePasswordFile) {
      let passwordFile = PasswordFile(path: file)
      // A file that is missing at the start is a mistake. Later it may be about to be replaced.
      guard (try? passwordFile.password()) != nil else {
        throw Settings.Fault.wrong(
          .databasePasswordFile, value: file, expected: "a file whose first line is a password")
      }
      configuration.passwordFile = passwordFile
    }
    return configuration
  }

  /// - Parameter name: the label of its metrics; nil for a command, which has none.
  package func pool(size: Int, name: String? = nil) throws -> ConnectionPool {
    let pool = ConnectionPool(
      configuration: try databaseConfiguration(), size: size,
      waitLimit: try settings.seconds(.databasePoolWait), logger: logger)
    if let name { observe(pool, name: name) }
    return pool
  }

  /// A single connection to the database.
  package func connection() throws -> PostgresConnection {
    PostgresConnection(configuration: try databaseConfiguration(), logger: logger)
  }
}
