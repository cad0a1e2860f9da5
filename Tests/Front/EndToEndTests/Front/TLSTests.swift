import Foundation
import TestSupport
import Testing

@Suite("HTTPS", .timeLimit(.minutes(10)))
struct TLSTests {
  /// A server with a certificate from a separate CA.
  private func withServer(
    _ body: (
      _ server: Server, _ installation: Installation, _ ca: TestCertificate, _ own: TestCertificate
    ) async throws -> Void
  ) async throws {
    try await Places.withFolder { folder in
      let ca = try TestCertificate("\(folder)/ca")
      let own = try TestCertificate("\(folder)/own", names: ["DNS:localhost"], issuer: ca)
      let installation = try await Installation()
      let server = try await installation.serve(
        "--no-worker",
        settings: ["WFM_TLS_CERTIFICATE": own.file, "WFM_TLS_KEY": own.keyFile])
      try await body(server, installation, ca, own)
      #expect(try await server.stop().status == 0)
    }
  }

  private func curl(_ server: Server, _ arguments: String...) async throws -> Program.Ending {
    try await Program.run(
      "/usr/bin/env",
      ["curl", "--silent", "--show-error", "--max-time", "30", "-w", "%{http_version}"]
        + arguments + ["https://localhost:\(server.port)/health/live"])
  }

  @Test func `serves HTTP/2 and HTTP/1.1 to clients that trust its CA`() async throws {
    try await withServer { server, _, ca, _ in
      for (version, option) in [("2", "--http2"), ("1.1", "--http1.1")] {
        let ending = try await curl(server, "--cacert", ca.file, option)
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(ending.output.hasSuffix(version))
      }
      #expect(try await curl(server).status == 60)
      #expect(try await curl(server, "--cacert", ca.file, "--tls-max", "1.1").status != 0)
    }
  }

  @Test func `answers health checks over TLS`() async throws {
    try await withServer { server, installation, _, own in
      let settings = [
        "WFM_PORT": "\(server.port)", "WFM_TLS_CERTIFICATE": own.file, "WFM_TLS_KEY": own.keyFile,
      ]
      let health = try await installation.run("health", settings: settings)
      #expect(health.status == 0, "\(health.errors)")
      let plain = try await installation.run(
        "health", settings: ["WFM_PORT": "\(server.port)"])
      #expect(plain.status == 1)
      #expect(plain.errors.contains("http://"), "\(plain.errors)")
    }
  }

  @Test(.needs(.pythonPackages))
  func `loads a new certificate while it runs, and rejects a bad one`() async throws {
    try await withServer { server, _, ca, own in
      let new = try TestCertificate("\(own.file).new", names: ["DNS:localhost"], issuer: ca)
      // The certificate is next to the key, with the same base name.
      try FileManager.default.copyItem(atPath: new.keyFile, toPath: "\(own.keyFile).new")
      _ = try TestCertificate("\(own.file).foreign", names: ["DNS:localhost"], issuer: ca)
      try own.writeExpired(to: "\(own.file).expired")
      let ending = try await PythonScript.run(
        "Tests/Front/EndToEndTests/Front/replace_certificate.py", "\(server.port)",
        "\(server.program.processID)", own.file, own.keyFile, server.program.errorFile)
      #expect(ending.status == 0, "\(ending.output)\(ending.errors)")
    }
  }

  #if os(Linux)
    /// 400 requests from one address whose bodies never end.
    @Test(.needs(.pythonPackages))
    func `holds little memory for bodies that never arrive`() async throws {
      try await withServer { server, _, _, _ in
        let ending = try await PythonScript.run(
          "Tests/Front/EndToEndTests/Front/unfinished_bodies.py", "\(server.port)",
          "\(server.program.processID)")
        #expect(ending.status == 0, "\(ending.output)\(ending.errors)")
      }
    }
  #endif

  @Test func `an unusable certificate or key is rejected at start`() async throws {
    try await Places.withFolder { folder in
      let own = try TestCertificate("\(folder)/own", names: ["DNS:localhost"])
      let other = try TestCertificate("\(folder)/other", names: ["DNS:localhost"])
      let installation = try await Installation()
      for (settings, reason) in [
        (["WFM_TLS_CERTIFICATE": own.file], "WFM_TLS_KEY is not set"),
        (["WFM_TLS_KEY": own.keyFile], "WFM_TLS_CERTIFICATE is not set"),
        (
          ["WFM_TLS_CERTIFICATE": own.file, "WFM_TLS_KEY": other.keyFile],
          "WFM_TLS_KEY cannot be used: The key in \(other.keyFile) does not belong to"
        ),
        (
          ["WFM_TLS_CERTIFICATE": own.keyFile, "WFM_TLS_KEY": own.keyFile],
          "WFM_TLS_CERTIFICATE cannot be used: The file \(own.keyFile) holds no certificate"
        ),
      ] {
        let ending = try await installation.run("serve", settings: settings)
        #expect(ending.status != 0)
        #expect(ending.errors.contains(reason), "\(ending.errors)")
      }
    }
  }
}
