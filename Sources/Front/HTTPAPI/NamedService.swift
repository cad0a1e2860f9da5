package import ServiceLifecycle

/// A service that shows nothing but a name, wherever it is described.
///
/// A service group logs a service as `"\(service)"`, which of a value without a description is all
/// that it holds.
package struct NamedService: Service {
  private let name: String
  private let service: any Service

  /// Named by its type.
  package init(_ service: any Service) {
    name = String("\(type(of: service))".prefix { $0 != "<" })
    self.service = service
  }

  package func run() async throws { try await service.run() }
}

extension NamedService: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { name }
  package var debugDescription: String { name }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
