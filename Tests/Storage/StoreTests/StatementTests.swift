import Foundation
import Postgres
import Store
import TestInputs
import TestSupport
import Testing

@Suite("Store: statements", .timeLimit(.minutes(5)))
struct StatementTests {
  @Test func `each can be prepared against the migrated schema`() async throws {
    let connection = try await TestDatabase().connection()
    for statement in AllStatements.all {
      try await connection.run { connection in
        do throws(PostgresError) {
          try connection.validate(statement)
        } catch {
          Issue.record("\(error.debugDescription) in \(statement.sql)")
        }
      }
    }
  }

  @Test func `each declares as many parameters as it uses`() {
    for statement in AllStatements.all {
      let used = Set(statement.sql.matches(of: /\$([0-9]+)/).compactMap { Int($0.1) })
      #expect(used == Set(1..<(statement.parameterTypes.count + 1)), "\(statement.sql)")
    }
  }

  /// In a long list, two parameters of one type are easily swapped.
  @Test func `with more than four parameters name them`() throws {
    for (path, text) in try Self.sources() where path.hasPrefix("Storage/Store/") {
      for declaration in text.matches(of: /let (\w+)\s*=\s*Statement\s*<([^()]*?)>\s*\(/) {
        // The first type is the row's.
        let parameters = declaration.2.split(separator: ",").count - 1
        #expect(parameters <= 4, "\(path): \(declaration.1)")
      }
    }
  }

  /// The source files of the project, by path.
  private static func sources() throws -> [String: String] {
    let folder = PackageFolder.file("Sources")
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }
    return try Dictionary(
      uniqueKeysWithValues: paths.map {
        ($0, try String(contentsOf: folder.appending(path: $0), encoding: .utf8))
      })
  }

  /// The names of an `enum Statements`, in order, and the names in its `all`.
  private static func names(in text: String) -> (declared: [String], listed: [String]) {
    let declared = text.matches(of: /(?:static )?let (\w+)\s*=\s*Statement\s*</).map {
      String($0.1)
    }
    let list = text.firstMatch(of: /let all: \[any PreparableStatement\] = \[([^\]]*)\]/)
    let listed = (list?.1 ?? "").split { !($0.isLetter || $0.isNumber) }.map(String.init)
    return (declared, listed)
  }

  @Test func `in the sources are all in the list that is prepared`() throws {
    let files = try Self.sources().filter { $0.key.hasPrefix("Storage/Store/") }
    var count = 0
    for (path, text) in files {
      let (declared, listed) = Self.names(in: text)
      #expect(declared.sorted() == listed.sorted(), "\(path)")
      count += declared.count
      // Every use of the type's initialiser must be a declaration that was found.
      let uses = text.matches(of: /[^\w]Statement\s*(?:<[^()=]*>)?\s*\(/).count
      #expect(uses == declared.count, "\(path)")
    }
    #expect(count > 20)
    #expect(AllStatements.all.count == count)
    #expect(Set(AllStatements.all.map(\.sql)).count == count)
  }

  @Test func `are only in Store and Postgres`() throws {
    let sources = try Self.sources()
    let rooms = ["Storage/Store/", "Storage/Postgres/"]
    for room in rooms { #expect(sources.keys.contains { $0.hasPrefix(room) }, "\(room)") }
    let others = sources.filter { path, _ in !rooms.contains(where: path.hasPrefix) }
    #expect(others.count > 50)
    for (path, text) in others {
      #expect(!text.contains(/Statement\s*[<(]|executeScript|copyIn/), "\(path)")
    }
  }

  @Test func `that copy are accepted by the schema`() async throws {
    let copies = try Self.sources().filter { $0.key.hasPrefix("Storage/Store/") }.values
      .reduce(0) { $0 + $1.matches(of: /CopyStatement\(/).count }
    #expect(copies == AllStatements.copies.count)
    let connection = try await TestDatabase().connection()
    for copy in AllStatements.copies {
      // COPY cannot be prepared. A COPY without rows checks that table and columns exist.
      let rows = try await connection.run { try $0.copyIn(copy) { _ in } }
      #expect(rows == 0)
    }
  }
}
