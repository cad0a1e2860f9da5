import Store
import Synchronization
import Telemetry
import Waiting

/// The running jobs of one worker, and the jobs that it has postponed.
///
/// A job has a slot while it works in the database. If its report goes to an object store, the job
/// releases its slot and takes one of the places for storing reports:
///
///     waiting --add--> in a slot --remove----------------------------------> gone
///        ^                  +--beginStoring: a place--> storing --remove---->
///        +---remove---------+--beginStoring: no place; the next add waits for a place
final class RunningJobs: Sendable {
  private struct State {
    var inSlots: Set<ImportQueue.Candidate> = []
    /// Jobs with a place for storing reports. Some of them may not be storing yet.
    var placed: Set<ImportQueue.Candidate> = []
    var putOff: [ImportQueue.Candidate: ContinuousClock.Instant] = [:]
    /// Jobs that found no free place, and how long the worker remembers this.
    var waitingForPlace: [ImportQueue.Candidate: ContinuousClock.Instant] = [:]
  }

  private let limit: Int
  private let places: WeightedSemaphore
  private let metrics: ImportMetrics
  private let state = Mutex(State())

  /// How long a job in a slot waits for a place.
  private static let placeWait: Duration = .milliseconds(500)
  /// How long a job without a place is remembered, since another worker may take it.
  private static let placeMemory: Duration = .seconds(60)

  /// - Parameters:
  ///   - limit: the number of slots.
  ///   - places: the maximum number of reports stored outside the database concurrently.
  ///   - metrics: receives the numbers of running and storing jobs.
  init(limit: Int, places: Int, metrics: ImportMetrics) {
    self.limit = limit
    self.metrics = metrics
    self.places = WeightedSemaphore(units: places, waitLimit: Self.placeWait)
  }

  /// Whether a slot is free.
  var hasRoom: Bool { state.withLock { $0.inSlots.count < limit } }

  /// The number of postponed jobs.
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
  /// - Returns: false if no slot or place is free, or if the job is running or postponed.
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

  /// Takes a place for storing the job's report and releases the job's slot.
  ///
  /// - Returns: false if no place became free in time or the task is cancelled. The job keeps its
  ///   slot.
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

  /// Removes a job that ended.
  ///
  /// - Parameter putOff: how long the job is postponed; nil to make it available immediately.
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
