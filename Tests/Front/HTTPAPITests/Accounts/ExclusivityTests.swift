import Scheduling
import Testing

@Suite("The limit of one import in progress per account", .timeLimit(.minutes(5)))
struct ExclusivityTests {
  @Test func `accepts one of 64 concurrent uploads and does not delay another account`()
    async throws
  {
    try await withAPIServer { server in
      let account = try await server.account()
      let others = try await (0..<8).asyncMap { _ in try await server.account() }
      let (responses, otherResponses) = try await withThrowingTaskGroup(
        of: (isOther: Bool, response: APIResponse).self
      ) { group in
        for number in 0..<64 {
          group.addTask {
            (false, try await account.upload(prefix: APITestServer.prefixes[number % 2]))
          }
        }
        for other in others { group.addTask { (true, try await other.upload()) } }
        let all = try await group.reduce(into: []) { $0.append($1) }
        return (
          all.filter { !$0.isOther }.map(\.response), all.filter(\.isOther).map(\.response)
        )
      }
      #expect(responses.count == 64)
      #expect(responses.count { $0.status == 202 } == 1)
      let refused = responses.filter { $0.status != 202 }
      for response in refused { response.expectBusy() }
      #expect(otherResponses.map(\.status) == [Int](repeating: 202, count: 8))
    }
  }

  @Test func `ends with each import, so that sequential uploads all succeed`()
    async throws
  {
    let account = try await APITestServer.working.account()
    for hour in 10..<20 {
      let file =
        UploadForm.header + "Ann,ann@example.com,0\(hour - 10):00 2026-06-01,\(hour):00 2026-06-01,"
        + "Shift\n"
      let (id, status) = try await account.finish(UploadForm(file: file))
      #expect(status.text == #"{"id":"\#(id)","status":"IMPORTED"}"#)
    }
    #expect(try await account.events().count == 10)
  }
}

extension Sequence {
  /// `map` for an asynchronous body, which runs for one element after the other.
  func asyncMap<R>(_ body: (Element) async throws -> R) async rethrows -> [R] {
    var results: [R] = []
    for element in self { results.append(try await body(element)) }
    return results
  }
}
