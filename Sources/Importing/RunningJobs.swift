import Store
import Synchronization

/// The jobs of one worker that are under way, and those that it leaves alone for a while.
final class RunningJobs: Sendable {
  private struct State {
    var running: Set<ImportQueue.Candidate> = []
    var putOff: [ImportQueue.Candidate: ContinuousClock.Instant] = [:]
  }

  private let limit: Int
  private let state = Mutex(State())

  init(limit: Int) { self.limit = limit }

  var hasRoom: Bool { state.withLock { $0.running.count < limit } }

  /// How many jobs are left alone at this moment.
  var putOffCount: Int {
    state.withLock { state in
      let now = ContinuousClock.now
      state.putOff = state.putOff.filter { $0.value > now }
      return state.putOff.count
    }
  }

  /// False where there is no room, or the job is under way already or put off.
  func add(_ candidate: ImportQueue.Candidate) -> Bool {
    state.withLock { state in
      state.running.count < limit && state.putOff[candidate] == nil
        && state.running.insert(candidate).inserted
    }
  }

  /// - Parameter putOff: for how long the job is left alone from now on; nil not at all.
  func remove(_ candidate: ImportQueue.Candidate, putOff: Duration?) {
    state.withLock { state in
      state.running.remove(candidate)
      if let putOff { state.putOff[candidate] = .now + putOff }
    }
  }
}
