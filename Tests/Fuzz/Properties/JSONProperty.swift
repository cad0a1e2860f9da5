import WireText

enum JSONProperty {
  /// Foundation accepts every accepted text and reads the same value. Blanks around the text change
  /// nothing.
  static func check(_ input: [UInt8]) throws(Broken) {
    guard let object = try? JSONScanner.object(input) else { return }
    guard let other = FoundationJSON.object(input) else {
      throw Broken(description: "Foundation refuses \(input.shown)")
    }
    try hold(FoundationJSON.isSame(object, other), "\(object) differs from Foundation's \(other)")
    let spaced = try? JSONScanner.object([0x20, 0x0A] + input + [0x09, 0x0D])
    try hold(spaced == object, "\(input.shown) is another object with blanks around it")
  }
}
