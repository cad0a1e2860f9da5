import Foundation
import HTTPFront
import HTTPTypes
import Hummingbird
import Logging
import Importing
import Multipart
import Scheduling
import Throttling
import WireText

/// `POST /v1/schedules/event-imports`: accepts a schedule file.
struct PostEventImport: Sendable {
  let imports: ImportService
  let memory: BodyMemory

  @Sendable
  func respond(to request: Request, context: AccountContext) async throws -> Response {
    let length = request.headers[.contentLength].flatMap(Int.init)
    let boundary = try boundary(of: request, length: length)
    // A chunked body may have any length up to the limit, so it reserves the limit.
    let room = try await memory.hold(
      length ?? EventImportForm.maximumBodySize, of: context.account.text)
    defer { withExtendedLifetime(room) {} }
    context.bodyGate.open()
    let form = try await EventImportForm.read(request.body, boundary: boundary, length: length)
    let id = try await accept(form, context: context)
    context.logger.info("import accepted", metadata: ["import_id": "\(id.wireText)"])
    return Response(
      status: .accepted, headers: [.location: "/v1/schedules/event-imports/\(id.wireText)"])
  }

  /// Checks the header fields in the contract's order.
  ///
  /// - Returns: the boundary of the form.
  /// - Throws: 415 for another media type or a coded body, 413 for a body over the limit, 400 for a
  ///   form without a boundary.
  private func boundary(of request: Request, length: Int?) throws(APIError) -> String {
    let contentType = request.headers[.contentType] ?? ""
    let boundary: Result<String, MultipartContentType.Fault> =
      Result { () throws(MultipartContentType.Fault) in
        try MultipartContentType.boundary(of: contentType)
      }
    if case .failure(let fault) = boundary,
      fault == .notMultipartFormData || fault == .missingSemicolon
    {
      throw .notMultipart(description: fault.description)
    }
    if let coding = request.contentCoding { throw .codedUpload(coding) }
    if let length, length > EventImportForm.maximumBodySize { throw .fileTooLarge }
    switch boundary {
    case .success(let boundary): return boundary
    case .failure(let fault): throw .wrongTemplate(description: fault.description, fields: [])
    }
  }

  private func accept(
    _ form: ImportService.Request, context: AccountContext
  ) async throws -> UUID {
    do throws(ImportService.Refusal) {
      return try await imports.accept(
        form, account: context.account, origin: context.origin)
    } catch {
      switch error {
      case .unsupportedFileName: throw APIError.unsupportedFileName(form.fileName)
      case .wrongTemplate(let problems):
        throw APIError.wrongTemplate(
          description: problems.map(\.description).joined(separator: " "), fields: problems)
      case .busy(let id): throw APIError.importInProgress(id)
      case .unknownAccount: throw APIError.unknownAccount
      case .failed(let cause): throw cause
      }
    }
  }
}
