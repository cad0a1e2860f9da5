package import Foundation

/// An import as its uploader names it: by its id and the account of the access token.
package struct ImportName: Sendable {
  /// The import's id.
  package let id: UUID
  /// The account of the access token. The import may belong to another account.
  package let account: AccountName

  /// An import of the account with this name.
  package init(id: UUID, account: AccountName) {
    self.id = id
    self.account = account
  }
}
