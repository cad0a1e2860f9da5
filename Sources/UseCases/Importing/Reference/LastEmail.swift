import Glibc
import Scheduling

/// Caches the agent of the previous row. Most schedules list the events of an agent together, and
/// comparing bytes is faster than folding and hashing them.
struct LastEmail: ~Copyable {
  private let bytes = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
  private var count = 0
  private var found: ReferenceData.Found<AgentID>?

  /// The maximum length of a cached e-mail in bytes. Valid e-mails have at most 254 (RFC 5321,
  /// 4.5.3.1.3).
  private static var capacity: Int { 254 }

  deinit { bytes.deallocate() }

  mutating func agent(
    of email: UnsafeBufferPointer<UInt8>, in reference: borrowing ReferenceData
  ) -> ReferenceData.Found<AgentID>? {
    guard let start = email.baseAddress, email.count <= Self.capacity else {
      return reference.agent(email: email)
    }
    if email.count == count, memcmp(bytes, start, count) == 0 { return found }
    bytes.copyMemory(from: start, byteCount: email.count)
    count = email.count
    found = reference.agent(email: email)
    return found
  }
}
