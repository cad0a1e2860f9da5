import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Identity
import Importing
import Multipart

/// `POST /v1/schedules/event-imports`: takes a schedule file in.
struct PostEventImport: Sendable {
  let imports: ImportService

  @Sendable
  func respond(to request: Request, context: AccountContext) async throws -> Response {
    let boundary = try boundary(of: request)
    if let length = request.headers[.contentLength].flatMap(Int.init),
      length > EventImportForm.maximumBodySize
    {
      throw APIError.fileTooLarge
    }
    context.bodyGate.open()
    let form = try await EventImportForm.read(request.body, boundary: boundary)
    let id = try await accept(form, context: context)
    context.logger.info("import accepted", metadata: ["import_id": "\(id.wireText)"])
    return Response(
      status: .accepted, headers: [.location: "/v1/schedules/event-imports/\(id.wireText)"])
  }

  private func boundary(of request: Request) throws(APIError) -> String {
    guard let contentType = request.headers[.contentType] else { throw .notMultipart }
    do throws(MultipartContentType.Fault) {
      return try MultipartContentType.boundary(of: contentType)
    } catch {
      switch error {
      case .notMultipartFormData: throw .notMultipart
      case .missingBoundary, .badBoundary:
        throw .wrongTemplate(
          description: "The Content-Type field must name the boundary of the form's parts.",
          fields: [])
      }
    }
  }

  private func accept(
    _ form: ImportService.Request, context: AccountContext
  ) async throws -> UUID {
    do throws(ImportService.Refusal) {
      return try await imports.accept(
        form, accountExternalID: context.account, origin: context.origin)
    } catch {
      switch error {
      case .unsupportedFileName: throw APIError.unsupportedFileName
      case .wrongTemplate(let problems):
        throw APIError.wrongTemplate(
          description: problems.map(\.description).joined(separator: " "), fields: problems)
      case .busy: throw APIError.importInProgress
      case .unknownAccount: throw APIError.unknownAccount
      case .failed(let cause): throw cause
      }
    }
  }
}

extension UUID {
  /// As RFC 9562 writes it, in lower case.
  var wireText: String { uuidString.lowercased() }
}
