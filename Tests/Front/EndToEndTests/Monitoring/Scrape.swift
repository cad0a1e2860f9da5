import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The response of a process to /metrics, parsed in the simplest way.
struct Scrape: Sendable {
  struct Metric: Sendable, Equatable, CustomStringConvertible {
    let name: String
    let type: String
    /// The sorted label names of all series, without `le`.
    var labels: [String]
    let help: String

    var description: String { "\(name) \(type) \(labels) \(help)" }
  }

  let text: String

  /// Scrapes the program's metrics.
  init(_ program: Program) async throws {
    let address = try await Self.address(of: program)
    let response = try await HTTPClient.shared.execute(
      HTTPClientRequest(url: "\(address)/metrics"), timeout: .seconds(60))
    guard response.status == .ok,
      response.headers["Content-Type"] == ["text/plain; version=0.0.4; charset=utf-8"]
    else { throw Refused(text: "\(response)") }
    text = String(buffer: try await response.body.collect(upTo: 1 << 24))
  }

  /// The URL of the program's metrics.
  static func address(of program: Program) async throws -> String {
    let port = try await program.waitFor("the port of its metrics") { program in
      program.errors.firstMatch(of: /metrics_port=(\d+)/).map { String($0.1) }
    }
    return "http://127.0.0.1:\(port)"
  }

  private var lines: [Substring] { text.split(separator: "\n") }

  var metrics: [Metric] {
    var metrics: [Metric] = []
    for line in lines {
      if let match = line.wholeMatch(of: /# HELP (\w+) (.*)/) {
        let type = lines.first { $0.hasPrefix("# TYPE \(match.1) ") }?
          .split(separator: " ").last
        metrics.append(
          Metric(
            name: String(match.1), type: String(type ?? ""), labels: [], help: String(match.2)))
      } else if !line.hasPrefix("#"), var last = metrics.popLast() {
        let labels = line.matches(of: /[{,](\w+)="/).map { String($0.1) }.filter { $0 != "le" }
        last.labels = Set(last.labels).union(labels).sorted()
        metrics.append(last)
      }
    }
    return metrics
  }

  /// The sum of the series of this name whose labels contain this text; nil if there is none.
  func value(_ name: String, _ labels: String = "") -> Double? {
    let values = lines.filter { line in
      (line.hasPrefix("\(name){") || line.hasPrefix("\(name) "))
        && (labels.isEmpty || line.contains(labels))
    }.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
    return values.isEmpty ? nil : values.reduce(0, +)
  }
}
