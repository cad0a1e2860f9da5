import Foundation
package import Testing

/// A test cannot run here.
package struct MissingTool: Error, CustomStringConvertible {
  package let description: String

  fileprivate init?(among tools: [Tool]) {
    let missing = tools.filter { !$0.isPresent }
    guard !missing.isEmpty else { return nil }
    description = missing.map { "\($0.name) is missing: \($0.remedy)" }.joined(separator: "; ")
  }

  fileprivate var comment: Comment { Comment(rawValue: description) }

  /// Whether a missing tool fails its tests. Elsewhere they are skipped, and the reason is printed.
  fileprivate static let isFailure = ProcessInfo.processInfo.environment["CI"] != nil
}

/// What a test or a suite needs: see `Trait.needs`.
package struct ToolRequirement: SuiteTrait, TestTrait {
  fileprivate let tools: [Tool]

  package var isRecursive: Bool { true }

  package func prepare(for test: Test) async throws {
    guard let missing = MissingTool(among: tools) else { return }
    if MissingTool.isFailure { throw missing }
    try await ConditionTrait.disabled(missing.comment).prepare(for: test)
  }
}

extension Trait where Self == ToolRequirement {
  /// Where one of these is missing, the test fails if `CI` is set, and is skipped if not.
  package static func needs(_ tools: Tool...) -> Self { ToolRequirement(tools: tools) }
}

extension Tool {
  /// As `Trait.needs`, for one of the cases of a parametrised test.
  package func need() throws {
    guard let missing = MissingTool(among: [self]) else { return }
    if MissingTool.isFailure { throw missing }
    // Swift Testing prints no line for a case that is cancelled.
    let line = "➜ A case of \(Test.current?.name ?? "a test") skipped: \"\(missing)\"\n"
    FileHandle.standardError.write(Data(line.utf8))
    try Test.cancel(missing.comment)
  }
}
