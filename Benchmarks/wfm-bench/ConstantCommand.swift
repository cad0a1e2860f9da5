import ArgumentParser
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// A server that returns a constant, to measure the cost of the HTTP library alone.
struct ConstantCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "constant", abstract: "Serve a constant answer, and print the port.")

  func run() async throws {
    let router = Router()
    router.get("/") { _, _ in
      Response(
        status: .ok, headers: [.contentType: "application/json"],
        body: .init(
          byteBuffer: ByteBuffer(
            string: #"{"id":"550e8400-e29b-41d4-a716-446655440000","status":"IMPORTED"}"#)))
    }
    var logger = Logger(label: "constant")
    logger.logLevel = .error
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in
        // Unlike print, this is not buffered if the output is a pipe.
        FileHandle.standardOutput.write(Data("\(channel.localAddress?.port ?? 0)\n".utf8))
      },
      logger: logger)
    try await application.runService()
  }
}
