#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The files of a tz database directory.
enum ZoneFiles {
  /// What lies beside the zones: other countings of time, the machine's own zone, a placeholder.
  private static let excluded: Set<String> = [
    "posix", "right", "localtime", "posixrules", "Factory",
  ]

  /// Components of a name: `America/Argentina/Buenos_Aires`. Bounds the walk, links included.
  private static let maximumDepth = 3

  /// The paths of all files below a directory that can be names of zones; none if it is missing.
  ///
  /// Whether a file is a zone's shows when it is read.
  static func names(in directory: String) -> Set<String> {
    var names: Set<String> = []
    var level = [""]
    for _ in 1...maximumDepth {
      var deeper: [String] = []
      for prefix in level {
        for entry in entries(of: "\(directory)/\(prefix)") {
          let name = prefix + entry
          guard !excluded.contains(name) else { continue }
          switch kind(of: "\(directory)/\(name)") {
          case S_IFREG: names.insert(name)
          case S_IFDIR: deeper.append("\(name)/")
          default: continue
          }
        }
      }
      level = deeper
    }
    return names
  }

  /// The bytes of a file, at most one more than a time zone file may have.
  static func content(of path: String) throws(TZifFault) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .unreadable(errno) }
    defer { close(file) }
    let limit = TZifFile.maximumSize + 1
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16_384)
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

  /// The tz database's own rule for names allows no more (its theory.html), save digits and plus,
  /// which old names have. Tables such as `zone.tab` have a dot.
  private static func isInName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// The file type bits, links followed; 0 for what cannot be looked at.
  private static func kind(of path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
  }
}
