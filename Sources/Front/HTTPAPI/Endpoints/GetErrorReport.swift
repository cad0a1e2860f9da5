import Foundation
import HTTPTypes
import Hummingbird
import Importing
import Logging
import NIOCore
import Reports
import Store

/// `GET /v1/schedules/event-imports/{import_id}/error-report`: a report by its signed link.
struct GetErrorReport: Sendable {
  let services: APIServices

  /// What a client that reads slowly has held: the first piece, one on its way in two forms, and the next.
  private static let memory = 4 * ErrorReportRepository.longestChunk

  @Sendable
  func respond(to request: Request, context: APIContext) async throws -> Response {
    let (account, importID) = try check(request, context: context)
    let imports = services.imports
    let room = try await services.downloadMemory.hold(Self.memory, of: account)
    guard
      let size = try await imports.reportSize(importID: importID, accountExternalID: account),
      let first = try await imports.reportChunk(
        0, importID: importID, accountExternalID: account)
    else { throw APIError.reportNotFound }
    let logger = context.logger
    let body = ResponseBody(contentLength: size.bytes) { writer in
      defer { withExtendedLifetime(room) {} }
      try await writer.write(ByteBuffer(bytes: first))
      for number in 1..<max(1, size.chunks) {
        guard
          let bytes = try await imports.reportChunk(
            number, importID: importID, accountExternalID: account)
        else {
          logger.warning(
            "an error report was removed while it was downloaded; the download is cut off",
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
  ) throws(APIError) -> (account: String, importID: UUID) {
    let query = request.uri.queryParameters
    guard let id = UUID(wireText: context.parameters.get("import_id") ?? ""),
      let account = query["account"].map(String.init),
      let expires = query["expires"].flatMap({ Int64($0) })
    else { throw Self.invalidLink(request) }
    var target = request.uri.string
    if target.hasPrefix(Route.gatewayPrefix) { target.removeFirst(Route.gatewayPrefix.count) }
    do throws(ReportLinkSigner.Fault) {
      try services.reportLinks.check(
        target: target, account: account, importID: id, expires: expires, now: services.now())
    } catch {
      switch error {
      case .invalid: throw Self.invalidLink(request)
      case .expired:
        throw .invalidReportLink(
          description: "The link to the error report has expired. Get the import's status again.")
      }
    }
    return (account, id)
  }

  /// Says what programs do to links: HTML writes `&` as `&amp;`, and a second percent-encoding writes
  /// `%` as `%25` and the signs of the query as escapes.
  static func invalidLink(_ request: Request) -> APIError {
    let link = request.uri.string.lowercased()
    let cause =
      if link.contains("&amp;") {
        " It has &amp; where it had &."
      } else if ["%25", "%3faccount", "%3d", "%26expires"].contains(where: link.contains) {
        " It seems to be percent-encoded twice."
      } else {
        ""
      }
    return .invalidReportLink(
      description:
        "The link to the error report is not valid.\(cause) Use the link exactly as it was "
        + "given, or get the import's status again for a new link.")
  }

  /// Whether no route matches a path because the link's query is encoded into it.
  static func isGarbledLink(_ path: String) -> Bool {
    path.lowercased().contains("/error-report%3faccount")
  }
}
