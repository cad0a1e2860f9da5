/// A key of PostgreSQL's advisory locks: a class of locks and an object in it.
package struct AdvisoryLockKey: Sendable, Hashable {
  /// The kind of object that is locked.
  package let lockClass: Int32
  /// The object's number within its kind.
  package let object: Int32

  /// The lock of an object.
  package init(lockClass: Int32, object: Int32) {
    self.lockClass = lockClass
    self.object = object
  }
}
