#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The files of a tz database directory.
enum ZoneFiles {
  /// Files that are not zones: other time scales, the machine's own zone, a placeholder.
  private static let excluded: Set<String> = [
    "posix", "right", "localtime", "posixrules", "Factory",
  ]

  /// The maximum number of components in a name, as in `America/Argentina/Buenos_Aires`. It bounds
  /// the search, which follows links.
  private static let maximumDepth = 3

  /// The files that may name the release. The first one that does is used.
  private static let versionFiles = ["tzdata.zi", "+VERSION", "VERSION", "version"]

  /// All files below a directory whose paths can be zone names; empty if it is missing.
  ///
  /// Only reading a file shows whether it is a zone.
  static func stamps(in directory: String) -> [String: FileStamp] {
    var stamps: [String: FileStamp] = [:]
    var level = [""]
    for _ in 1...maximumDepth {
      var deeper: [String] = []
      for prefix in level {
        for entry in entries(of: "\(directory)/\(prefix)") {
          let name = prefix + entry
          guard !excluded.contains(name), let stamp = FileStamp(of: "\(directory)/\(name)")
          else { continue }
          switch stamp.kind {
          case S_IFREG: stamps[name] = stamp
          case S_IFDIR: deeper.append("\(name)/")
          default: continue
          }
        }
      }
      level = deeper
    }
    return stamps
  }

  /// A value that changes when a file of the directory is added, removed, replaced or written.
  static func stamp(of directory: String) -> Fingerprint {
    var all = Fingerprint()
    for (name, stamp) in stamps(in: directory).sorted(by: { $0.key < $1.key }) {
      all.add(name.utf8)
      stamp.add(to: &all)
    }
    for file in versionFiles { FileStamp(of: "\(directory)/\(file)")?.add(to: &all) }
    return all
  }

  /// IANA's name of the release in a directory, such as `2026b`; nil if no file there names it.
  static func version(of directory: String) -> String? {
    for file in versionFiles {
      guard let content = try? content(of: "\(directory)/\(file)", upTo: 64) else { continue }
      let text = String(decoding: content, as: UTF8.self)
      if let found = text.firstMatch(of: /\b(20\d\d[a-z]{1,2})\b/) { return String(found.1) }
    }
    return nil
  }

  /// The bytes of a zone file, at most one more than its maximum size. If the file does not begin
  /// like a zone file, only its beginning is read.
  static func content(of path: String) throws(TZifFault) -> [UInt8] {
    let magic = try content(of: path, upTo: 4)
    guard "TZif".utf8.starts(with: magic) else { throw .notTZif }
    return try content(of: path, upTo: TZifFile.maximumSize + 1)
  }

  private static func content(of path: String, upTo limit: Int) throws(TZifFault) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .unreadable(errno) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: min(16_384, limit))
    while bytes.count < limit {
      let count = read(file, &chunk, min(chunk.count, limit - bytes.count))
      if count == 0 { break }
      if count > 0 {
        bytes += chunk[..<count]
      } else if errno != EINTR {
        throw .unreadable(errno)
      }
    }
    return bytes
  }

  /// The entries of a directory that can be part of a zone's name.
  private static func entries(of directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var entries: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.utf8.allSatisfy(isInName) { entries.append(name) }
    }
    return entries
  }

  /// The characters that the tz database allows in names (its theory.html), and digits and plus,
  /// which old names have. Names of tables such as `zone.tab` contain a dot.
  private static func isInName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

/// Changes when a file is written, renamed over, or replaced behind a link.
struct FileStamp {
  private let status: stat

  /// Follows links; nil if there is no such file.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.status = status
  }

  /// The file type bits.
  var kind: mode_t { status.st_mode & S_IFMT }

  var modified: Instant { Instant(secondsSince1970: Int64(times.modified.tv_sec)) }

  func add(to fingerprint: inout Fingerprint) {
    fingerprint.add(UInt64(truncatingIfNeeded: status.st_dev))
    fingerprint.add(UInt64(status.st_ino))
    fingerprint.add(Int64(status.st_size))
    for time in [times.modified, times.changed] {
      fingerprint.add(Int64(time.tv_sec))
      fingerprint.add(Int64(time.tv_nsec))
    }
  }

  private var times: (modified: timespec, changed: timespec) {
    #if canImport(Darwin)
      (status.st_mtimespec, status.st_ctimespec)
    #else
      (status.st_mtim, status.st_ctim)
    #endif
  }
}
