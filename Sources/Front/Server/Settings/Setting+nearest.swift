import Scheduling

extension Setting {
  /// The most edits between a misspelt name and the setting that it means.
  private static let mostEdits = 4

  /// A space and a question that names the nearest setting; empty if no setting is near.
  ///
  /// - Parameter form: how the caller writes a setting's name: its flag or its variable.
  package static func suggestion(for name: String, among form: (Setting) -> String) -> String {
    let nearest = allCases.map { (form($0), EditDistance.between(name, form($0))) }
      .min { $0.1 < $1.1 }
    guard let (suggestion, edits) = nearest, edits <= mostEdits else { return "" }
    return " Did you mean \(suggestion)?"
  }
}
