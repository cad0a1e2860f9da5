import FuzzProperties
import Multipart
import Testing

/// Bodies exactly as clients write them.
@Suite("Bodies of real clients", .timeLimit(.minutes(5)))
struct ClientBodyTests {
  private static let csv = "Agent Name,Agent Email\r\nAnn,ann@example.com\r\n"

  struct Client: Sendable, CustomTestStringConvertible {
    let name: String
    let contentType: String
    let body: String
    let fileContentType: String

    var testDescription: String { name }
  }

  static let clients = [
    Client(
      name: "curl",
      contentType: "multipart/form-data; boundary=------------------------tPfYBVYXvO4hRwqgQw5Vk2",
      body: """
        --------------------------tPfYBVYXvO4hRwqgQw5Vk2\r
        Content-Disposition: form-data; name="csv_file"; filename="plan.csv"\r
        Content-Type: text/csv\r
        \r
        \(csv)\r
        --------------------------tPfYBVYXvO4hRwqgQw5Vk2\r
        Content-Disposition: form-data; name="time_zone"\r
        \r
        America/New_York\r
        --------------------------tPfYBVYXvO4hRwqgQw5Vk2--\r\n
        """, fileContentType: "text/csv"),
    Client(
      name: "Python requests",
      contentType: "multipart/form-data; boundary=0f1e2d3c4b5a69788796a5b4c3d2e1f0",
      body: """
        --0f1e2d3c4b5a69788796a5b4c3d2e1f0\r
        Content-Disposition: form-data; name="time_zone"\r
        \r
        America/New_York\r
        --0f1e2d3c4b5a69788796a5b4c3d2e1f0\r
        Content-Disposition: form-data; name="csv_file"; filename="plan.csv"\r
        Content-Type: text/csv\r
        \r
        \(csv)\r
        --0f1e2d3c4b5a69788796a5b4c3d2e1f0--\r\n
        """, fileContentType: "text/csv"),
    Client(
      name: "httpx",
      contentType: "multipart/form-data; boundary=a1b2c3d4e5f60718293a4b5c6d7e8f90",
      body: """
        --a1b2c3d4e5f60718293a4b5c6d7e8f90\r
        Content-Disposition: form-data; name="time_zone"\r
        \r
        America/New_York\r
        --a1b2c3d4e5f60718293a4b5c6d7e8f90\r
        Content-Disposition: form-data; name="csv_file"; filename="plan.csv"\r
        Content-Type: application/octet-stream\r
        \r
        \(csv)\r
        --a1b2c3d4e5f60718293a4b5c6d7e8f90--\r\n
        """, fileContentType: "application/octet-stream"),
    Client(
      name: "Node fetch (undici)",
      contentType: "multipart/form-data; boundary=----formdata-undici-037645218163",
      body: """
        ------formdata-undici-037645218163\r
        Content-Disposition: form-data; name="time_zone"\r
        \r
        America/New_York\r
        ------formdata-undici-037645218163\r
        Content-Disposition: form-data; name="csv_file"; filename="plan.csv"\r
        Content-Type: text/csv\r
        \r
        \(csv)\r
        ------formdata-undici-037645218163--\r\n
        """, fileContentType: "text/csv"),
    Client(
      name: "Chrome",
      contentType: "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW0",
      body: """
        ------WebKitFormBoundary7MA4YWxkTrZu0gW0\r
        Content-Disposition: form-data; name="csv_file"; filename="plan.csv"\r
        Content-Type: application/vnd.ms-excel\r
        \r
        \(csv)\r
        ------WebKitFormBoundary7MA4YWxkTrZu0gW0\r
        Content-Disposition: form-data; name="time_zone"\r
        \r
        America/New_York\r
        ------WebKitFormBoundary7MA4YWxkTrZu0gW0--\r\n
        """, fileContentType: "application/vnd.ms-excel"),
    Client(
      name: "Firefox",
      contentType:
        "multipart/form-data; boundary=---------------------------9051914041544843365972754",
      body: """
        -----------------------------9051914041544843365972754\r
        Content-Disposition: form-data; name="time_zone"\r
        \r
        America/New_York\r
        -----------------------------9051914041544843365972754\r
        Content-Disposition: form-data; name="csv_file"; filename="plan.csv"\r
        Content-Type: text/csv\r
        \r
        \(csv)\r
        -----------------------------9051914041544843365972754--\r\n
        """, fileContentType: "text/csv"),
  ]

  @Test(arguments: clients)
  func `the file and the field are read exactly, on every split`(client: Client) throws {
    let boundary = try MultipartContentType.boundary(of: client.contentType)
    let body = Array(client.body.utf8)
    for cut in 0...body.count {
      let reading = reading(of: body, boundary: boundary, cutAt: [cut])
      try #require(reading.fault == nil)
      let parts = Dictionary(uniqueKeysWithValues: reading.parts.map { ($0.name, $0) })
      let file = try #require(parts["csv_file"])
      #expect(file.text == Self.csv)
      #expect(file.fileName == "plan.csv")
      #expect(file.contentType == client.fileContentType)
      let zone = try #require(parts["time_zone"])
      #expect(zone.text == "America/New_York")
      #expect(zone.fileName == nil)
      #expect(parts.count == 2)
    }
  }
}
