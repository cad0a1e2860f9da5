package import Foundation

/// An import as its uploader names it: by its id and the account of the access token.
package struct ImportName: Sendable {
  package let id: UUID
  package let account: AccountName

  package init(id: UUID, account: AccountName) {
    self.id = id
    self.account = account
  }
}
