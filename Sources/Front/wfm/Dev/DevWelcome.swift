import Foundation
import Scheduling
import Secrets

/// The text that `wfm dev` prints after its start: lines to paste into a shell in any folder.
struct DevWelcome {
  let address: String
  let token: String
  /// The demo client's secret.
  let clientSecret: Secret
  let data: String
  let file: String?
  let timeZone: String
  let dateFormat: String

  var text: String {
    let imports = "\(address)/v1/schedules/event-imports"
    let account = DevCommand.account
    let form = Self.word(
      "csv_file=@\(URL(fileURLWithPath: file ?? "Examples/schedule.csv").standardizedFileURL.path)")
    let format =
      dateFormat == DateTimeFormat.default.rawValue
      ? "" : " -F \(Self.word("date_format=\(dateFormat)"))"
    let program = Self.word(Bundle.main.executablePath ?? "wfm")
    return """

      Serving at \(address), account "\(account)". Ctrl-C stops everything. Try:

      TOKEN='\(token)'

      or request one, as a client of the API does:

      TOKEN=$(curl -sS -u '\(Demo.client):\(clientSecret.revealed)' -d grant_type=client_credentials \
        \(address)/oauth/token | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')

      Upload a file, poll its status, and export the schedule:

      ID=$(curl -sS -i \(imports) \\
        -H "Authorization: Bearer $TOKEN" \\
        -F \(form) -F file_name=schedule.csv \\
        -F \(Self.word("time_zone=\(timeZone)"))\(format) \\
        | tee /dev/stderr | tr -d '\\r' | sed -n 's|^[Ll]ocation: .*/||p')

      curl -sS "\(imports)/$ID" -H "Authorization: Bearer $TOKEN"

      \(program) events export --account \(account) \\
        --data \(Self.word(URL(fileURLWithPath: data).standardizedFileURL.path)) \\
        --time-zone \(Self.word(timeZone))
      """
  }

  /// The text as one word of a POSIX shell.
  private static func word(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0.isPlain }
    return isPlain && !text.isEmpty ? text : "'\(text.replacing("'", with: "'\\''"))'"
  }
}

extension UInt8 {
  /// Whether a shell takes the character literally.
  fileprivate var isPlain: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "="), UInt8(ascii: "@"):
      true
    default: false
    }
  }
}
