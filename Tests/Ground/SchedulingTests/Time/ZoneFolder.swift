import Foundation
import Scheduling

/// A folder of zone files that a test may change.
final class ZoneFolder: Sendable {
  let path: String

  init(_ zones: [String: TZifSample] = [:], version: String? = nil) throws {
    let url = URL.temporaryDirectory.appending(path: "tz-\(UUID().uuidString)")
    path = url.path(percentEncoded: false)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (name, zone) in zones { try write(zone, to: name) }
    if let version { try write(version: version) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ zone: TZifSample, to name: String) throws { try write(zone.bytes, to: name) }

  /// Renames a new file over the old one, as a package manager does.
  func write(_ bytes: [UInt8], to name: String) throws {
    let url = URL(filePath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url, options: .atomic)
  }

  func write(version: String) throws {
    try write(Array("# version \(version)\n# This zic input file".utf8), to: "tzdata.zi")
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(path)/\(name)")
  }

  func database() throws -> TimeZoneDatabase { try TimeZoneDatabase(directories: [path]) }
}

extension TZifSample {
  /// A zone that is always this many hours east of UTC.
  static func fixed(_ hours: Int32) -> TZifSample {
    TZifSample(offsets: [hours * 3600], footer: "XXX\(-hours)")
  }
}
