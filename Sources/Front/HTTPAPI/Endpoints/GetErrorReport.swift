import Foundation
import HTTPTypes
import Hummingbird
import Importing
import Logging
import NIOCore
import Reports
import Scheduling
import Throttling
import WireText

/// `GET /v1/schedules/event-imports/{import_id}/error-report`: the report that a signed link names.
struct GetErrorReport: Sendable {
  let imports: ImportService
  let links: ReportLinkSigner
  let memory: BodyMemory
  /// Seconds since 1970.
  let now: @Sendable () -> Int64

  /// Bytes that a download holds for a slow client: the first piece, two copies of the piece that
  /// is being sent, and the next piece.
  private static let room = 4 * ReportSize.longestPiece

  @Sendable
  func respond(to request: Request, context: APIContext) async throws -> Response {
    let (account, importID) = try check(request, context: context)
    let imports = self.imports
    let room = try await memory.hold(Self.room, of: account.text)
    guard
      let size = try await imports.reportSize(importID: importID, account: account),
      let first = try await imports.reportPiece(
        0, importID: importID, account: account)
    else { throw APIError.reportNotFound }
    let logger = context.logger
    let body = ResponseBody(contentLength: size.bytes) { writer in
      defer { withExtendedLifetime(room) {} }
      try await writer.write(ByteBuffer(bytes: first))
      for number in 1..<max(1, size.pieces) {
        guard
          let bytes = try await imports.reportPiece(
            number, importID: importID, account: account)
        else {
          logger.warning(
            "the error report was deleted during its download; the server ends the download",
            metadata: ["import_id": "\(importID.wireText)"])
          throw APIError.reportNotFound
        }
        try await writer.write(ByteBuffer(bytes: bytes))
      }
      try await writer.finish(nil)
    }
    return Response(
      status: .ok,
      headers: [
        .contentType: ReportFile.contentType,
        .contentDisposition: ReportFile.contentDisposition,
      ], body: body)
  }

  private func check(
    _ request: Request, context: APIContext
  ) throws(APIError) -> (account: AccountName, importID: UUID) {
    let query = request.uri.queryParameters
    guard let id = UUID(wireText: context.parameters.get("import_id") ?? ""),
      let account = query["account"].flatMap({ AccountName(String($0)) }),
      let expires = query["expires"].flatMap({ Int64($0) })
    else { throw APIError.invalidReportLink(request) }
    var target = request.uri.string
    if target.hasPrefix(Route.gatewayPrefix) { target.removeFirst(Route.gatewayPrefix.count) }
    do throws(ReportLinkSigner.Fault) {
      try links.check(
        target: target, account: account, importID: id, expires: expires, now: now())
    } catch {
      switch error {
      case .invalid: throw APIError.invalidReportLink(request)
      case .expired:
        throw .invalidReportLink(
          description: "The link to the error report has expired. Get the import's status again "
            + "for a new link.")
      }
    }
    return (account, id)
  }
}
