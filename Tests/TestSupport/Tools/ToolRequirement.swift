import Foundation
package import Testing

/// The error for a test that cannot run on this machine.
package struct MissingTool: Error, CustomStringConvertible {
  package let description: String

  fileprivate init?(among tools: [Tool]) {
    let missing = tools.filter { !$0.isPresent }
    guard !missing.isEmpty else { return nil }
    description = missing.map { "\($0.name) is missing: \($0.remedy)" }.joined(separator: "; ")
  }

  fileprivate var comment: Comment { Comment(rawValue: description) }

  /// Whether a missing tool fails its tests. Otherwise they are skipped, and the reason is printed.
  fileprivate static let isFailure = ProcessInfo.processInfo.environment["CI"] != nil
}

/// The tools of a test or a suite: see `Trait.needs`.
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
  /// If one of these tools is missing, the test fails if `CI` is set, and is skipped otherwise.
  package static func needs(_ tools: Tool...) -> Self { ToolRequirement(tools: tools) }
}

extension Tool {
  /// Like `Trait.needs`, for one case of a parametrised test.
  package func need() throws {
    guard let missing = MissingTool(among: [self]) else { return }
    if MissingTool.isFailure { throw missing }
    // Swift Testing prints no line for a cancelled case.
    let line = "➜ A case of \(Test.current?.name ?? "a test") skipped: \"\(missing)\"\n"
    FileHandle.standardError.write(Data(line.utf8))
    try Test.cancel(missing.comment)
  }
}
