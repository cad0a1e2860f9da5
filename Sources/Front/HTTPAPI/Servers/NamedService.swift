package import ServiceLifecycle

/// A service that is described only by its name.
///
/// A service group logs `"\(service)"`. For a value without a description, that text contains all
/// stored properties, secrets included.
package struct NamedService: Service {
  private let name: String
  private let service: any Service

  /// Creates a service that is named after its type.
  package init(_ service: any Service) {
    name = String("\(type(of: service))".prefix { $0 != "<" })
    self.service = service
  }

  /// Runs the service.
  package func run() async throws { try await service.run() }
}

extension NamedService: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The name.
  package var description: String { name }
  /// The name.
  package var debugDescription: String { name }
  /// A mirror without children.
  package var customMirror: Mirror { Mirror(self, children: []) }
}
