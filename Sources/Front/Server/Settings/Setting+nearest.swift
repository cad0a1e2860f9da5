import Scheduling

extension Setting {
  /// More letters than this make another word of it.
  private static let mostEdits = 4

  /// A sentence, after a blank, that names the setting that is meant; empty where none is near.
  package static func suggestion(for name: String, among form: (Setting) -> String) -> String {
    let nearest = allCases.map { (form($0), EditDistance.between(name, form($0))) }
      .min { $0.1 < $1.1 }
    guard let (suggestion, edits) = nearest, edits <= mostEdits else { return "" }
    return " Did you mean \(suggestion)?"
  }
}
