import EmbeddedPostgres
import Foundation
import TestSupport
import Testing

@Suite("TLS to PostgreSQL", .timeLimit(.minutes(10)))
struct DatabaseTLSTests {
  /// Runs a PostgreSQL with TLS on a separate address. The CA issued its certificate for
  /// `db.example`.
  private func withDatabase(
    _ body: (_ address: String, _ ca: String, _ otherCA: String) async throws -> Void
  ) async throws {
    try await Places.withFolder { folder in
      let ca = try TestCertificate("\(folder)/ca")
      let otherCA = try TestCertificate("\(folder)/other-ca")
      let first = EmbeddedCluster(folder: "\(folder)/data", binaries: try .find())
      try await blocking { try first.start() }
      let data = try #require(
        try await Installation(connectionString: first.connectionString())
          .value("SHOW data_directory", as: String.self))
      try await blocking { first.stop() }
      let own = try TestCertificate("\(folder)/own", names: ["DNS:db.example"], issuer: ca)
      let owner = try FileManager.default.attributesOfItem(atPath: data)[.ownerAccountID]
      for (file, name) in [(own.file, "server.crt"), (own.keyFile, "server.key")] {
        try FileManager.default.copyItem(atPath: file, toPath: "\(data)/\(name)")
        try FileManager.default.setAttributes(
          [.ownerAccountID: try #require(owner), .posixPermissions: 0o600],
          ofItemAtPath: "\(data)/\(name)")
      }
      // The port is fixed, so the address must be unique.
      let bytes = (0..<3).map { _ in "\(UInt8.random(in: 1...254))" }
      let address = "127." + bytes.joined(separator: ".")
      let cluster = EmbeddedCluster(
        folder: "\(folder)/data", binaries: try .find(),
        settings: ["ssl": "on", "listen_addresses": address])
      try await blocking { try cluster.start() }
      defer { cluster.stop() }
      try await body(address, ca.file, otherCA.file)
    }
  }

  @Test func `verify-full accepts only its CA and the server's name`() async throws {
    try await withDatabase { address, ca, otherCA in
      func migrate(host: String, ca: String) async throws -> Program.Ending {
        try await Program.run(
          Places.wfm, ["migrate", "up"],
          environment: [
            "WFM_DATABASE_URL": "host=\(host) hostaddr=\(address) port=5432 user=wfm dbname=wfm "
              + "connect_timeout=60 sslmode=verify-full sslrootcert=\(ca)"
          ])
      }
      let right = try await migrate(host: "db.example", ca: ca)
      #expect(right.status == 0, "\(right.errors)")
      let wrongCA = try await migrate(host: "db.example", ca: otherCA)
      #expect(wrongCA.status != 0)
      #expect(wrongCA.errors.contains("certificate verify failed"), "\(wrongCA.errors)")
      let wrongName = try await migrate(host: "other.example", ca: ca)
      #expect(wrongName.status != 0)
      #expect(
        wrongName.errors.contains(
          #"server certificate for "db.example" does not match host name "other.example""#),
        "\(wrongName.errors)")
      let noCA = try await migrate(host: "db.example", ca: "/nonexistent")
      #expect(noCA.status != 0)
      #expect(noCA.errors.contains("/nonexistent"), "\(noCA.errors)")
    }
  }

  @Test func `a server over it is ready, and its sessions are encrypted`() async throws {
    try await withDatabase { address, ca, _ in
      let url =
        "host=db.example hostaddr=\(address) port=5432 user=wfm dbname=wfm "
        + "sslmode=verify-full sslrootcert=\(ca)"
      let installation = try Installation(connectionString: url)
      #expect(try await installation.run("migrate", "up").status == 0)
      let server = try await installation.serve()
      let client = Client(address: server.address, token: "")
      #expect(try await client.get("\(server.address)/health/ready").isEmpty == false)
      let plain = try await installation.value(
        "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) "
          + "WHERE usename = 'wfm' AND backend_type = 'client backend' AND NOT ssl",
        as: Int64.self)
      #expect(plain == 0)
      #expect(try await server.stop().status == 0)
    }
  }
}
