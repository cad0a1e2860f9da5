/// Why a scanner rejects a text.
package enum JSONFault: Error, Equatable {
  /// The text breaks the grammar of RFC 8259, is not UTF-8, or has a number that is not finite.
  case malformed
  /// An object names a member twice: two readers could take different ones (RFC 8725 section 2.4).
  case duplicateMember
  /// Arrays and objects are nested deeper than the limit.
  case tooDeep
  /// The text is JSON, but not an object.
  case notAnObject
}
