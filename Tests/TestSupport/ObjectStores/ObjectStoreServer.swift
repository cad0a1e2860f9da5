import EmbeddedPostgres
package import Foundation
package import ObjectStore
import Synchronization

/// A real object store in a separate process, on loopback, with a bucket and one key pair.
package final class ObjectStoreServer: Sendable {
  package enum Kind: String, CaseIterable, Sendable {
    /// A whole store: master, volume, filer and S3 gateway. Takes 10 s to start.
    case seaweedFS
    /// Serves a folder. Starts immediately.
    case rclone
  }

  package static let bucket = "wfm-reports"
  package static let accessKeyID = "wfm-test-key"
  package static let secretAccessKey = "wfm-test-secret+/="
  package static let region = "eu-central-1"
  /// The domain of SeaweedFS's virtual hosts.
  package static let domain = "s3.test"

  package let kind: Kind
  package let port: Int
  package let folder: URL
  private let process = Process()

  package struct Failure: Error, CustomStringConvertible { package let description: String }

  /// The SeaweedFS of the test run. It stops with this process.
  package static var seaweedFS: ObjectStoreServer { get async throws { try await shared.value } }

  private static let shared = Task {
    let server = try await ObjectStoreServer(.seaweedFS)
    leftBehind.withLock { $0 = server }
    atexit { ObjectStoreServer.leftBehind.withLock { $0?.stop() } }
    return server
  }

  private static let leftBehind = Mutex<ObjectStoreServer?>(nil)

  /// A shared store of this kind, for tests that neither stop nor fill it.
  package static func running(_ kind: Kind) async throws -> ObjectStoreServer {
    switch kind {
    case .seaweedFS: try await seaweedFS
    case .rclone: try await ObjectStoreServer(.rclone)
    }
  }

  /// Starts a store, and waits until it has stored an object.
  ///
  /// - Parameter port: nil for a free port.
  package init(_ kind: Kind, port: Int? = nil) async throws {
    self.kind = kind
    let ports = try FreePorts.take(9)
    self.port = port ?? ports[0]
    folder = FileManager.default.temporaryDirectory
      .appending(path: "wfm-store-\(UUID().uuidString)")
    let data = folder.appending(path: "data")
    try FileManager.default.createDirectory(
      at: data.appending(path: kind == .rclone ? Self.bucket : ""),
      withIntermediateDirectories: true)
    guard let program = PythonTool.program(kind == .rclone ? "rclone" : "weed") else {
      throw Failure(description: "there is no program for \(kind)")
    }
    process.executableURL = URL(filePath: program)
    let log = folder.appending(path: "log")
    try Data().write(to: log)
    let handle = try FileHandle(forWritingTo: log)
    // The key with which SeaweedFS encrypts objects of SSE-S3 requests.
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["WEED_S3_SSE_KEY": "a key of the tests"]
    ) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = handle
    process.standardError = handle
    process.arguments =
      switch kind {
      case .rclone: Self.rclone(data: data, port: self.port, folder: folder)
      case .seaweedFS: try Self.weed(data: data, port: self.port, ports: ports, folder: folder)
      }
    try process.start()
    try await waitUntilItTakesObjects()
  }

  deinit { stop() }

  /// Stops the process and removes its data.
  package func stop() {
    if process.isRunning {
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }
    try? FileManager.default.removeItem(at: folder)
  }

  private static func rclone(data: URL, port: Int, folder: URL) -> [String] {
    [
      "serve", "s3", data.path, "--addr", "127.0.0.1:\(port)",
      "--auth-key", "\(accessKeyID),\(secretAccessKey)",
      "--config", folder.appending(path: "rclone.conf").path,
    ]
  }

  private static func weed(
    data: URL, port: Int, ports: [Int], folder: URL
  ) throws -> [String] {
    let identities = """
      {"identities": [{"name": "wfm",
        "credentials": [{"accessKey": "\(accessKeyID)", "secretKey": "\(secretAccessKey)"}],
        "actions": ["Admin", "Read", "Write", "List"]}],
       "kms": {"default_provider": "local",
        "providers": {"local": {"type": "local", "enableOnDemandCreate": true}}}}
      """
    let config = folder.appending(path: "s3.json")
    try Data(identities.utf8).write(to: config)
    return [
      "-logtostderr=true", "server", "-dir=\(data.path)", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
      "-master.port=\(ports[1])", "-master.port.grpc=\(ports[2])",
      "-master.volumeSizeLimitMB=64", "-master.telemetry=false", "-volume.max=20",
      "-volume.port=\(ports[3])", "-volume.port.grpc=\(ports[4])",
      "-filer", "-filer.port=\(ports[5])", "-filer.port.grpc=\(ports[6])",
      "-s3", "-s3.port=\(port)", "-s3.port.grpc=\(ports[7])", "-s3.port.iceberg=0",
      "-s3.port.lance=0", "-s3.domainName=\(domain)", "-s3.config=\(config.path)",
    ]
  }

  private func waitUntilItTakesObjects() async throws {
    let deadline = ContinuousClock.now + .seconds(120)
    let probe = S3Object(bucket: Self.bucket, key: "probe")
    while true {
      do {
        return try await store().put([[1]], to: probe, headers: [], encryption: .ofBucket)
      } catch {
        guard ContinuousClock.now < deadline, process.isRunning else {
          let log = (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? ""
          throw Failure(description: "\(kind) does not serve: \(error)\n\(log.suffix(2000))")
        }
        try await Task.sleep(for: .milliseconds(50))
      }
    }
  }

  package var address: String { "http://127.0.0.1:\(port)" }

  /// This project's client for the store.
  package func store(
    secretAccessKey: String = secretAccessKey, accessKeyID: String = accessKeyID
  ) throws -> S3Store {
    guard let endpoint = S3Endpoint(url: address, addressing: .path) else {
      throw Failure(description: "\(address) is no endpoint")
    }
    return S3Store(
      endpoint: endpoint, publicEndpoint: endpoint, region: Self.region,
      credentials: .fixed(
        S3Credentials(accessKeyID: accessKeyID, secretAccessKey: secretAccessKey)))
  }
}
