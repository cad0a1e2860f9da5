import Importing
import Scheduling
import WireText

/// The description of a file with a wrong header is readable: it has no invisible characters, is
/// short and ends with the right header. It does not depend on how the file is cut.
func checkDescription(of input: [UInt8], expecting template: FileTemplate) throws(Broken) {
  let description = HeaderDiagnosis.description(of: [input], expecting: template)
  try hold(
    description.hasSuffix(" The first line must be exactly: \(template.header)")
      && description.count < 1_000 && description.unicodeScalars.count < 4_000,
    "the description of a wrong header is \(description)")
  try hold(
    !description.unicodeScalars.contains(where: \.isUnseen),
    "the description of a wrong header hides a character: \(Array(description.utf8).shown)")
  let middle = input.count / 2
  let inPieces = HeaderDiagnosis.description(
    of: [Array(input[..<middle]), Array(input[middle...])], expecting: template)
  try hold(inPieces == description, "in pieces \(inPieces) instead of \(description)")
}
