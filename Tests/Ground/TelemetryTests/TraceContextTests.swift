import Logging
import Telemetry
import Testing

/// The cases of the W3C's own suite (github.com/w3c/trace-context, test/test.py, level 1), and the
/// bounds of the grammar.
@Suite("W3C Trace Context", .timeLimit(.minutes(5)))
struct TraceContextTests {
  private static let trace = "12345678901234567890123456789012"
  private static let span = "1234567890123456"
  private static let header = "00-\(trace)-\(span)-01"

  private func continued(_ traceparents: [String], _ tracestates: [String] = []) -> TraceContext {
    TraceContext(traceparents: traceparents, tracestates: tracestates)
  }

  @Test func `continues the caller's trace with its own span`() throws {
    let context = continued([Self.header], ["foo=1"])
    let caller = try #require(context.caller)
    #expect(caller.text == Self.header)
    #expect(context.parent.traceIDText == Self.trace)
    #expect(context.parent.spanIDText != Self.span)
    #expect(context.parent.text == "00-\(Self.trace)-\(context.parent.spanIDText)-01")
    #expect(context.state == "foo=1")
    // The passed text can be read again.
    #expect(TraceParent(context.parent.text) == context.parent)
  }

  @Test func `begins a new trace each time if there is no caller`() throws {
    let contexts = (0..<100).map { _ in continued([]) }
    #expect(contexts.allSatisfy { $0.caller == nil && $0.state.isEmpty })
    #expect(Set(contexts.map(\.parent.traceIDText)).count == 100)
    for context in contexts {
      #expect(context.parent.text.wholeMatch(of: /00-[0-9a-f]{32}-[0-9a-f]{16}-02/) != nil)
      #expect(TraceParent(context.parent.text) == context.parent)
    }
  }

  @Test(arguments: [
    // A later version, whose first four fields are those of version 00.
    "cc-\(trace)-\(span)-01", "cc-\(trace)-\(span)-01-what-the-future-will-be-like",
    "cc-\(trace)-\(span)-01-", "01-\(trace)-\(span)-00",
    // Flags without a meaning so far.
    "00-\(trace)-\(span)-ff", "00-\(trace)-\(span)-00", "00-\(trace)-\(span)-80",
    // Ids with some zeros.
    "00-00000000000000000000000000000001-0000000000000001-00",
    "00-10000000000000000000000000000000-1000000000000000-00",
  ])
  func `accepts a well-formed traceparent`(header: String) throws {
    let parent = try #require(TraceParent(header))
    #expect(header.hasPrefix("\(header.prefix(2))-\(parent.traceIDText)-\(parent.spanIDText)-"))
    let flags = try #require(UInt8(header.dropFirst(53).prefix(2), radix: 16))
    #expect(parent.text.hasSuffix("-0\(flags & 3)"))
  }

  @Test(arguments: [
    "", "00", "00-", "00-\(trace)", "00-\(trace)-\(span)", "00-\(trace)-\(span)-",
    // Version 00 with extra text.
    "00-\(trace)-\(span)-01.", "00-\(trace)-\(span)-01-what-the-future-will-be-like",
    // A later version whose fields are followed by extra text without a separator.
    "cc-\(trace)-\(span)-01.what-the-future-will-not-be-like", "cc-\(trace)-\(span)-010",
    // Illegal characters.
    ".0-\(trace)-\(span)-01", "0.-\(trace)-\(span)-01",
    "00-.2345678901234567890123456789012-\(span)-01",
    "00-1234567890123456789012345678901.-\(span)-01", "00-\(trace)-.234567890123456-01",
    "00-\(trace)-123456789012345.-01", "00-\(trace)-\(span)-.0", "00-\(trace)-\(span)-0.",
    "00-12345678901234567890123456789 12-\(span)-01", "00-\(trace)-\(span)-é",
    "00-1234567890123456789012345678901é-\(span)-0",
    // Upper case.
    "00-ABCDEF78901234567890123456789012-\(span)-01", "00-\(trace)-ABCDEF7890123456-01",
    "00-\(trace)-\(span)-0A", "CC-\(trace)-\(span)-01",
    // Zero.
    "00-00000000000000000000000000000000-\(span)-01", "00-\(trace)-0000000000000000-01",
    // The invalid version.
    "ff-\(trace)-\(span)-01",
    // Wrong lengths.
    "0-\(trace)-\(span)-01", "000-\(trace)-\(span)-01", "00-1\(trace)-\(span)-01",
    "00-234567890123456789012345678901-\(span)-01", "00-\(trace)-1\(span)-01",
    "00-\(trace)-234567890123456-01", "00-\(trace)-\(span)-1", "00-\(trace)-\(span)-001",
    // Wrong separators.
    "00_\(trace)-\(span)-01", "00-\(trace)_\(span)-01", "00-\(trace)-\(span)_01",
    " \(header)", "\(header) ", "\(header),\(header)",
  ])
  func `ignores a malformed traceparent and its tracestate`(header: String) {
    let context = continued([header], ["foo=1"])
    #expect(context.caller == nil)
    #expect(context.parent.traceIDText != Self.trace)
    #expect(context.state.isEmpty)
  }

  @Test func `ignores two traceparents, and a tracestate alone`() {
    #expect(continued([Self.header, Self.header], ["foo=1"]).caller == nil)
    #expect(continued([], ["foo=1"]).state.isEmpty)
  }

  @Test(arguments: [
    (["foo=1,bar=2"], "foo=1,bar=2"), (["foo=1", "bar=2"], "foo=1,bar=2"),
    (["foo=1,", "", ",bar=2"], "foo=1,bar=2"), ([""], ""),
    (["foo=1 \t , \t bar=2, \t baz=3"], "foo=1,bar=2,baz=3"), ([" foo=1\t"], "foo=1"),
    (["foo=1,foo=2"], "foo=1,foo=2"), (["t@foo=1,0a@b-_*/=2"], "t@foo=1,0a@b-_*/=2"),
    (["abcdefghijklmnopqrstuvwxyz0123456789_-*/=a"], "abcdefghijklmnopqrstuvwxyz0123456789_-*/=a"),
    (["foo= bar"], "foo= bar"),
    (["a=!\"#$%&'()*+-./:;<>?@[\\]^_`{|}~"], "a=!\"#$%&'()*+-./:;<>?@[\\]^_`{|}~"),
  ])
  func `passes a tracestate on unchanged`(values: [String], state: String) {
    #expect(continued([Self.header], values).state == state)
  }

  @Test(arguments: [
    "foo", "foo=", "=1", "foo =1", "FOO=1", "foo.bar=1", "foo@=1,bar=2", "@foo=1,bar=2",
    "foo@@bar=1", "foo@bar@baz=1", "foo=1,bar=2=3", "foo=bar=baz", "foo=\u{7F}", "foo=é", "1foo=1",
    "foo=a\tb", "foo@0bar=1",
  ])
  func `ignores a malformed tracestate and keeps the traceparent`(state: String) {
    let context = continued([Self.header], ["ok=1", state])
    #expect(context.caller?.text == Self.header)
    #expect(context.state.isEmpty)
  }

  @Test func `limits the members of a tracestate and their lengths`() {
    func isTaken(_ state: String) -> Bool { !continued([Self.header], [state]).state.isEmpty }
    func members(_ count: Int) -> String {
      (0..<count).map { "bar\($0)=\($0)" }.joined(separator: ",")
    }
    func text(_ count: Int) -> String { String(repeating: "z", count: count) }
    #expect(isTaken(members(32)))
    #expect(!isTaken(members(33)))
    #expect(isTaken("\(text(256))=1"))
    #expect(!isTaken("\(text(257))=1"))
    #expect(isTaken("\(text(241))@\(text(14))=1"))
    #expect(!isTaken("\(text(242))@v=1"))
    #expect(!isTaken("t@\(text(15))=1"))
    #expect(isTaken("a=\(text(256))"))
    #expect(!isTaken("a=\(text(257))"))
  }

  @Test func `adds its ids to log lines`() {
    let context = continued([Self.header])
    #expect(TraceContext.metadataProvider.get().isEmpty)
    TraceContext.$current.withValue(context) {
      #expect(
        TraceContext.metadataProvider.get()
          == ["trace_id": "\(Self.trace)", "span_id": "\(context.parent.spanIDText)"])
    }
  }
}
