import WireText

/// A command line that calls an operation, with the description's example as its body.
struct CurlExample {
  let operation: DescribedOperation

  /// The command line for a POSIX shell. Values that the caller must know are variables.
  var text: String {
    ([address] + authentication + content).joined(separator: " \\\n  ")
  }

  private var address: String {
    let path = operation.path.replacing(/\{([a-z_]+)\}/) { "$\($0.1.uppercased())" }
    let query = operation.parameters.compactMap { parameter -> String? in
      guard parameter["in"]?.string == "query", parameter["required"]?.bool == true,
        let name = parameter["name"]?.string
      else { return nil }
      return "\(name)=$\(name.uppercased())"
    }
    let url = "$WFM\(path)\(query.isEmpty ? "" : "?")\(query.joined(separator: "&"))"
    // curl sends a body by POST.
    let method = operation.method == "GET" || isPostWithBody ? "" : "-X \(operation.method) "
    return "curl -sS \(method)\"\(url)\""
  }

  private var isPostWithBody: Bool { operation.method == "POST" && !content.isEmpty }

  private var authentication: [String] {
    if !operation.scopes.isEmpty { return ["-H \"Authorization: Bearer $TOKEN\""] }
    let schemes = (operation.node["security"]?.elements ?? []).flatMap(\.members.keys)
    return schemes.contains("ClientBasic") ? ["-u \"$CLIENT_ID:$CLIENT_SECRET\""] : []
  }

  private var content: [String] {
    let types = operation.node["requestBody"]?["content"]?.members ?? [:]
    guard let (type, media) = types.min(by: { $0.key < $1.key }), let example = media["example"]
    else { return [] }
    let fields = example.members.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value.string ?? $0.value.text()) }
    switch type {
    case "multipart/form-data":
      return fields.map { name, value in
        "-F \(Self.quoted("\(name)=\(name == "csv_file" ? "@schedule.csv" : value)"))"
      }
    case "application/x-www-form-urlencoded":
      return fields.map { "--data-urlencode \(Self.quoted("\($0)=\($1)"))" }
    default:
      return ["-H \(Self.quoted("Content-Type: \(type)"))", "-d \(Self.quoted(example.text()))"]
    }
  }

  private static func quoted(_ text: String) -> String {
    "'\(text.replacing("'", with: "'\\''"))'"
  }
}
