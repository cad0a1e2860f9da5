import Synchronization
import TestSupport
import Testing
import Waiting

@Suite("A weighted semaphore", .timeLimit(.minutes(5)))
struct WeightedSemaphoreTests {
  private final class Shared<Value: Sendable>: Sendable {
    let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
  }

  /// Waits until this many callers wait.
  private func callers(_ count: Int, of semaphore: WeightedSemaphore) async throws {
    try await eventually("\(semaphore.load.waiting) callers wait, not \(count)") {
      semaphore.load.waiting == count
    }
  }

  @Test func `gives only free units`() async {
    let semaphore = WeightedSemaphore(units: 5, waitLimit: .seconds(60))
    #expect(await semaphore.take(3) == .taken)
    #expect(!semaphore.takeFree(3))
    #expect(!semaphore.takeFree(1, leaving: 2))
    #expect(semaphore.takeFree(1, leaving: 1))
    #expect(semaphore.load.free == 1)
    semaphore.giveBack(3)
    semaphore.giveBack()
    #expect(semaphore.load.free == 5 && semaphore.load.waiting == 0)
  }

  @Test func `serves waiters first in, first out`() async throws {
    let semaphore = WeightedSemaphore(units: 1, waitLimit: .seconds(60))
    #expect(await semaphore.take() == .taken)
    let served = Shared<[Int]>([])
    try await withThrowingDiscardingTaskGroup { group in
      for number in 1...10 {
        group.addTask {
          #expect(await semaphore.take() == .taken)
          served.value.withLock { $0.append(number) }
          semaphore.giveBack()
        }
        try await callers(number, of: semaphore)
      }
      semaphore.giveBack()
    }
    #expect(served.value.withLock { $0 } == Array(1...10))
    #expect(semaphore.load.free == 1)
  }

  @Test func `lets no small request overtake a large one`() async throws {
    let semaphore = WeightedSemaphore(units: 10, waitLimit: .seconds(60))
    #expect(await semaphore.take(8) == .taken)
    async let many = semaphore.take(9)
    try await callers(1, of: semaphore)
    #expect(!semaphore.takeFree(1))
    async let few = semaphore.take(1)
    try await callers(2, of: semaphore)
    semaphore.giveBack(6)
    #expect(semaphore.load.free == 8 && semaphore.load.waiting == 2)
    semaphore.giveBack(2)
    #expect(await many == .taken)
    #expect(await few == .taken)
    #expect(semaphore.load.free == 0)
  }

  @Test func `serves the next waiters after a wait ends without units`() async throws {
    let semaphore = WeightedSemaphore(units: 10, waitLimit: .seconds(60))
    #expect(await semaphore.take(8) == .taken)
    let many = Task { await semaphore.take(9) }
    try await callers(1, of: semaphore)
    async let few = semaphore.take(1)
    try await callers(2, of: semaphore)
    many.cancel()
    #expect(await many.value == .cancelled)
    #expect(await few == .taken)
    #expect(semaphore.load.free == 1 && semaphore.load.waiting == 0)
  }

  @Test func `times out a wait at its limit, and counts the time-out`() async throws {
    let semaphore = WeightedSemaphore(units: 1, waitLimit: .zero)
    #expect(await semaphore.take() == .taken)
    #expect(try await inTime("the end of a wait") { await semaphore.take() } == .late)
    semaphore.giveBack()
    #expect(semaphore.load.free == 1 && semaphore.load.waiting == 0 && semaphore.load.late == 1)
  }

  @Test func `ends a wait if the waiting task is cancelled, before or during the wait`()
    async throws
  {
    let semaphore = WeightedSemaphore(units: 1, waitLimit: .seconds(60))
    #expect(await semaphore.take() == .taken)
    for isCancelledFirst in [true, false] {
      let waiting = Task {
        while isCancelledFirst, !Task.isCancelled { await Task.yield() }
        return await semaphore.take()
      }
      if !isCancelledFirst { try await callers(1, of: semaphore) }
      waiting.cancel()
      #expect(try await inTime("the end of a wait") { await waiting.value } == .cancelled)
    }
    semaphore.giveBack()
    #expect(semaphore.load.free == 1 && semaphore.load.waiting == 0 && semaphore.load.late == 0)
  }

  @Test func `loses no unit if takes, time-outs and cancellations are concurrent`() async {
    let semaphore = WeightedSemaphore(units: 7, waitLimit: .microseconds(200))
    let held = Shared(0)
    await withDiscardingTaskGroup { group in
      for number in 0..<2000 {
        group.addTask {
          let units = number % 7 + 1
          let task = Task {
            guard await semaphore.take(units) == .taken else { return }
            held.value.withLock { held in
              held += units
              #expect(held <= 7)
            }
            await Task.yield()
            held.value.withLock { $0 -= units }
            semaphore.giveBack(units)
          }
          if number % 5 == 0 { task.cancel() }
          await task.value
        }
      }
    }
    #expect(semaphore.load.free == 7 && semaphore.load.waiting == 0)
  }
}
