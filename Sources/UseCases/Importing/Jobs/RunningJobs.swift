import Store
import Synchronization
import Telemetry
import Waiting

/// The jobs of one worker that are under way, and those that it leaves alone for a while.
///
/// A job has a slot while it works in the database. If its report goes to an object store, it gives
/// the slot to another job and takes one of the places for storing reports:
///
///     waiting --add--> in a slot --remove----------------------------------> gone
///        ^                  +--beginStoring: a place--> storing --remove---->
///        +---remove---------+--beginStoring: none; the next add waits for a place
final class RunningJobs: Sendable {
  private struct State {
    var inSlots: Set<ImportQueue.Candidate> = []
    /// Those that have a place for storing reports; they may not have begun to store.
    var placed: Set<ImportQueue.Candidate> = []
    var putOff: [ImportQueue.Candidate: ContinuousClock.Instant] = [:]
    /// Jobs that found no place, and how long that is remembered.
    var waitingForPlace: [ImportQueue.Candidate: ContinuousClock.Instant] = [:]
  }

  private let limit: Int
  private let places: WeightedSemaphore
  private let metrics: ImportMetrics
  private let state = Mutex(State())

  /// How long a job waits for a place, in its slot, before it gives its slot up.
  private static let placeWait: Duration = .milliseconds(500)
  /// Another worker may have taken the job meanwhile.
  private static let placeMemory: Duration = .seconds(60)

  /// - Parameters:
  ///   - limit: slots.
  ///   - places: reports that are stored outside of the database at the same time.
  ///   - metrics: where to show how many there are.
  init(limit: Int, places: Int, metrics: ImportMetrics) {
    self.limit = limit
    self.metrics = metrics
    self.places = WeightedSemaphore(units: places, waitLimit: Self.placeWait)
  }

  var hasRoom: Bool { state.withLock { $0.inSlots.count < limit } }

  /// How many jobs are left alone at this moment.
  var putOffCount: Int {
    state.withLock { state in
      let now = ContinuousClock.now
      state.putOff = state.putOff.filter { $0.value > now }
      state.waitingForPlace = state.waitingForPlace.filter { $0.value > now }
      return state.putOff.count + state.waitingForPlace.count
    }
  }

  /// Gives a job a slot, and a place if it is known to need one.
  ///
  /// - Returns: false if there is none, or the job is under way already or put off.
  func add(_ candidate: ImportQueue.Candidate) -> Bool {
    state.withLock { state in
      guard state.inSlots.count < limit, state.putOff[candidate] == nil,
        !state.placed.contains(candidate), !state.inSlots.contains(candidate)
      else { return false }
      if state.waitingForPlace[candidate] != nil {
        guard places.takeFree() else { return false }
        state.waitingForPlace[candidate] = nil
        state.placed.insert(candidate)
      }
      state.inSlots.insert(candidate)
      show(state)
      return true
    }
  }

  /// Gives the job's slot up and takes a place for storing its report.
  ///
  /// - Returns: false if none came free in time, or the task is cancelled; the job keeps its slot.
  func beginStoring(_ candidate: ImportQueue.Candidate) async -> Bool {
    if !state.withLock({ $0.placed.contains(candidate) }) {
      guard case .taken = await places.take() else {
        state.withLock { $0.waitingForPlace[candidate] = .now + Self.placeMemory }
        return false
      }
    }
    state.withLock { state in
      state.placed.insert(candidate)
      state.inSlots.remove(candidate)
      show(state)
    }
    return true
  }

  /// - Parameter putOff: for how long the job is left alone from now on; nil not at all.
  func remove(_ candidate: ImportQueue.Candidate, putOff: Duration?) {
    let hadPlace = state.withLock { state in
      state.inSlots.remove(candidate)
      if let putOff { state.putOff[candidate] = .now + putOff }
      defer { show(state) }
      return state.placed.remove(candidate) != nil
    }
    if hadPlace { places.giveBack() }
  }

  private func show(_ state: State) {
    metrics.running.set(state.inSlots.count)
    metrics.storing.set(state.placed.subtracting(state.inSlots).count)
  }
}
