extension Task where Failure == Never {
  /// Its value, for the only task that waits for it: cancelled, that one cancels it.
  var valueForOnlyWaiter: Success {
    get async {
      await withTaskCancellationHandler {
        await value
      } onCancel: {
        cancel()
      }
    }
  }
}
