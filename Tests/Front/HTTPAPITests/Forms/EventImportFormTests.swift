import HTTPAPI
import Hummingbird
import Importing
import NIOCore
import Scheduling
import Testing

/// An upload's form in memory.
@Suite(.timeLimit(.minutes(5))) struct EventImportFormTests {
  @Test(
    "holds a file in about its own bytes, in however many buffers it comes",
    arguments: [200, 70_000, Upload.pieceSize * 2 + 5_000], [1_000, 65_536])
  func memory(size: Int, of bufferSize: Int) async throws {
    let body = UploadForm.sized(size).body
    // Without a length, an array doubles as it grows. With a length, only the rest of the form
    // after the file is wasted.
    for (length, slack) in [(body.count, 1_024), (nil, size + 1_024)] {
      let form = try await EventImportForm.read(
        Self.inBuffers(body, of: bufferSize), boundary: UploadForm.boundary, length: length)
      #expect(form.file.reduce(0) { $0 + $1.count } == size)
      #expect(form.file.reduce(0) { $0 + $1.capacity } <= size + slack)
    }
  }

  private static func inBuffers(_ body: [UInt8], of size: Int) -> RequestBody {
    RequestBody(
      asyncSequence: AsyncStream { continuation in
        for start in stride(from: 0, to: body.count, by: size) {
          continuation.yield(ByteBuffer(bytes: body[start..<min(start + size, body.count)]))
        }
        continuation.finish()
      })
  }
}
