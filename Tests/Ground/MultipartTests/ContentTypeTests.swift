import Multipart
import Testing

@Suite("Content-Type of a form", .timeLimit(.minutes(5)))
struct ContentTypeTests {
  @Test(arguments: [
    ("multipart/form-data; boundary=abc", "abc"),
    ("Multipart/Form-Data;BOUNDARY=AbC", "AbC"),
    ("multipart/form-data; charset=utf-8; boundary=\"a b\"", "a b"),
    ("multipart/form-data; boundary=\"a\\bc\" ;", "abc"),
    ("multipart/form-data; boundary=----=_Part_1_2.3", "----=_Part_1_2.3"),
    ("multipart/form-data; boundary=*****", "*****"),
    ("multipart/form-data ; boundary = \"'()+_,-./:=?\" ; x=y", "'()+_,-./:=?"),
    (
      "multipart/form-data; boundary=\(String(repeating: "x", count: 70))",
      String(repeating: "x", count: 70)
    ),
  ])
  func `the boundary is found`(value: String, boundary: String) throws {
    #expect(try MultipartContentType.boundary(of: value) == boundary)
  }

  @Test(arguments: [
    ("", MultipartContentType.Fault.notMultipartFormData),
    ("text/csv", .notMultipartFormData),
    ("multipart/mixed; boundary=a", .notMultipartFormData),
    ("multipart/form-data-x; boundary=a", .notMultipartFormData),
    ("multipart/form-data", .missingBoundary),
    ("multipart/form-data; charset=utf-8", .missingBoundary),
    ("multipart/form-data; boundary=", .emptyBoundary),
    ("multipart/form-data; boundary=\"\"", .emptyBoundary),
    ("multipart/form-data; boundary=\"a", .unreadable),
    ("multipart/form-data; boundary=\"a \"", .blankAtEnd),
    ("multipart/form-data; boundary", .unreadable),
    ("multipart/form-data; boundary=a; boundary=a", .repeatedBoundary),
    ("multipart/form-data; boundary=ä", .forbiddenCharacter),
    ("multipart/form-data; boundary=\"a\r\nb\"", .forbiddenCharacter),
    ("multipart/form-data; boundary=\"a\u{0}\"", .forbiddenCharacter),
    ("multipart/form-data; boundary=\(String(repeating: "x", count: 71))", .longBoundary(71)),
    ("multipart/form-data boundary=x", .missingSemicolon),
    ("Multipart/Form-Data\tboundary=x", .missingSemicolon),
    ("multipart/form-data, boundary=x", .missingSemicolon),
  ])
  func `a Content-Type without a boundary is rejected`(
    value: String, fault: MultipartContentType.Fault
  ) {
    #expect(throws: fault) { try MultipartContentType.boundary(of: value) }
    #expect(fault.description.hasSuffix("."))
  }
}
