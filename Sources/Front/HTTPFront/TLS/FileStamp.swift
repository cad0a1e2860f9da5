import Foundation

/// The attributes of a file that change when it is written in place, renamed over, or replaced as
/// the target of a link.
struct FileStamp: Equatable {
  private let device: Int
  private let inode: Int
  private let size: Int
  private let modified: Date

  /// Nil if the file does not exist.
  init?(of file: String) {
    let target = URL(fileURLWithPath: file).resolvingSymlinksInPath()
    guard
      let attributes = try? FileManager.default.attributesOfItem(
        atPath: target.path(percentEncoded: false)),
      let device = attributes[.systemNumber] as? Int,
      let inode = attributes[.systemFileNumber] as? Int,
      let size = attributes[.size] as? Int,
      let modified = attributes[.modificationDate] as? Date
    else { return nil }
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
  }
}
