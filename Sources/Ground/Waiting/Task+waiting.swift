extension Task where Failure == Never {
  /// Its value. Where the task that waits for it is cancelled, it is cancelled too.
  package var valueCancelledWithWaiter: Success {
    get async {
      await withTaskCancellationHandler {
        await value
      } onCancel: {
        cancel()
      }
    }
  }
}
