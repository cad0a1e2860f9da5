/// What the head starts of a large file's import share.
enum HeadStart {
  /// Connections of the worker's pool that a head start leaves free, so that another import can begin:
  /// its own, and one to count its attempt.
  static let connectionsLeft = 2
}
