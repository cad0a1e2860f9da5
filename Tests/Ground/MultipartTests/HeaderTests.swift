import FuzzProperties
import Multipart
import Testing

@Suite("Part headers", .timeLimit(.minutes(5)))
struct HeaderTests {
  private func part(_ parameters: String) throws -> ReadPart {
    let reading = onePart("Content-Disposition: form-data\(parameters)")
    #expect(reading.fault == nil)
    return try #require(reading.parts.first)
  }

  @Test(arguments: [
    (#"; name="a"; filename="b""#, "a", "b"),
    (#"; filename="b"; name="a""#, "a", "b"),
    (#"; name=a; filename=b.csv"#, "a", "b.csv"),
    (#";name = "a" ; FILENAME = b c ;"#, "a", "b c"),
    (#"; name="a;b=c"; filename="""#, "a;b=c", ""),
    (#"; name="a%22b%0D%0ac%20"; filename="100%""#, "a\"b\r\nc%20", "100%"),
    (#"; name="a\"b"; filename="C:\plan\new.csv""#, #"a"b"#, #"C:\plan\new.csv"#),
    (#"; name="a"; filename="\\host\plan.csv""#, "a", #"\\host\plan.csv"#),
    (#"; name="a"; filename="C:\\""#, "a", #"C:\\"#),
    (#"; name="a"; filename="x\""#, "a", #"x\"#),
    (#"; filename="x\"; name="a""#, "a", #"x\"#),
    ("; name=\"größe\"; filename=\"予定.csv\"", "größe", "予定.csv"),
    ("; name=a; filename*=UTF-8''%e4%BA%88.csv; filename=\"x\"", "a", "予.csv"),
    ("; name=a; filename=x; filename*=utf-8'en'a%20b", "a", "a b"),
    ("; name=a; filename*=iso-8859-1''%FCber", "a", "über"),
    ("; name=a; filename=x; filename*=koi8-r''%FC", "a", "x"),
    ("; name=a; filename=x; filename*=UTF-8''%FC", "a", "x"),
    ("; name=a; filename=x; filename*=UTF-8''%4", "a", "x"),
    ("; name=a; filename=x; filename*=plain", "a", "x"),
    ("; name=\"\"; size=3; filename=x", "", "x"),
  ])
  func `the parameters are read as the client meant them`(
    parameters: String, name: String, fileName: String
  ) throws {
    let part = try part(parameters)
    #expect(part.name == name)
    #expect(part.fileName == fileName)
  }

  @Test func `a field has no file name`() throws {
    #expect(try part("; name=a").fileName == nil)
  }

  @Test func `names that are not UTF-8 are repaired`() throws {
    let body =
      Array("--b\r\nContent-Disposition: form-data; name=\"".utf8) + [0xFC]
      + Array("\"\r\n\r\n\r\n--b--".utf8)
    #expect(reading(of: body, boundary: "b").parts.first?.name == "\u{FFFD}")
  }

  @Test func `header names are case-insensitive, and unknown headers are ignored`() throws {
    let reading = onePart(
      "x-y: z\r\ncontent-TYPE:\t text/csv; charset=utf-8 \r\nCONTENT-disposition:FORM-data;name=a")
    let part = try #require(reading.parts.first)
    #expect(
      part
        == ReadPart(
          name: "a", contentType: "text/csv; charset=utf-8", data: Array("data".utf8), isEnded: true
        ))
  }

  @Test(arguments: [
    "Content-Disposition: form-data;\r\n name=a;\r\n\tfilename=\"b\r\n c\"",
    "Content-Disposition:\r\n form-data;\n name=a; filename=\"b c\"\r\nX: y\r\n z",
    "X: y\r\n \r\nContent-Disposition: form-data; name=a; filename=\"b c\"\r\n ",
  ])
  func `folded headers are unfolded`(headers: String) throws {
    let part = try #require(onePart(headers).parts.first)
    #expect(part == ReadPart(name: "a", fileName: "b c", data: Array("data".utf8), isEnded: true))
  }

  @Test func `a control character is named`() {
    #expect(MultipartFault.controlCharacter(part: 1, 0).description.contains("NUL"))
    #expect(MultipartFault.controlCharacter(part: 1, 0x1B).description.contains("0x1B"))
  }

  @Test(arguments: ["7bit", "8BIT", "binary"])
  func `an encoding that changes nothing is accepted`(encoding: String) {
    let reading = onePart(
      "Content-Transfer-Encoding: \(encoding)\r\nContent-Disposition: form-data; name=a")
    #expect(reading.parts.map(\.text) == ["data"])
  }

  @Test(arguments: [
    ("Content-Type: text/csv", MultipartFault.notFormData(part: 1)),
    ("Content-Disposition: attachment; name=a", .notFormData(part: 1)),
    ("Content-Disposition:", .notFormData(part: 1)),
    ("Content-Disposition: form-data", .missingName(part: 1)),
    ("Content-Disposition: form-data; filename=a", .missingName(part: 1)),
    ("Content-Disposition: form-data; name", .malformedDisposition(part: 1)),
    ("Content-Disposition: form-data; name=\"a", .malformedDisposition(part: 1)),
    ("Content-Disposition: form-data; name=\"a\"b", .malformedDisposition(part: 1)),
    ("Content-Disposition: form-data; name=a; NAME=b", .malformedDisposition(part: 1)),
    (" Content-Disposition: form-data; name=a", .malformedHeader(part: 1)),
    ("\t", .malformedHeader(part: 1)),
    ("Content-Disposition : form-data; name=a", .malformedHeader(part: 1)),
    ("Content-Disposition", .malformedHeader(part: 1)),
    (": form-data; name=a", .malformedHeader(part: 1)),
    ("Content-Disposition: form-data; name=\"a\u{0}\"", .controlCharacter(part: 1, 0)),
    ("Content-Disposition: form-data;\r\n name=\"a\u{1B}\"", .controlCharacter(part: 1, 0x1B)),
    ("Content-Disposition: form-data; name=\"a\rb\"", .controlCharacter(part: 1, 0x0D)),
    ("--b", .malformedHeader(part: 1)),
    (
      "Content-Disposition: form-data; name=a\r\ncontent-disposition: form-data; name=b",
      .repeatedHeader(part: 1)
    ),
    ("Content-Type: a/b\r\nContent-Type: a/b", .repeatedHeader(part: 1)),
    ("Content-Transfer-Encoding: Base64", .unsupportedTransferEncoding(part: 1)),
    ("Content-Transfer-Encoding: quoted-printable", .unsupportedTransferEncoding(part: 1)),
  ])
  func `bad headers are rejected with their reason`(headers: String, fault: MultipartFault) {
    #expect(onePart(headers) == Reading(fault: fault))
  }

  @Test func `a fault has the number of its part`() {
    let part = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n"
    let reading = reading(of: "\(part)\(part)--b\r\nx\r\n\r\n", boundary: "b")
    #expect(reading.fault == .malformedHeader(part: 3))
    #expect(reading.fault?.description.contains("part 3") == true)
  }
}
