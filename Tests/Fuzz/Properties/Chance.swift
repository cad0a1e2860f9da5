import TestInputs

/// Random choices for an input. The same input always gets the same choices.
func chance(of input: [UInt8]) -> SeededGenerator {
  var seed: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in input { seed = (seed ^ UInt64(byte)) &* 0x100_0000_01B3 }
  return SeededGenerator(seed: seed)
}

/// Positions at which an input is cut into pieces: none, about four, or all.
func cuts(of input: [UInt8]) -> [[Int]] {
  var chance = chance(of: input)
  let some = (0..<4).map { _ in Int.random(in: 0...input.count, using: &chance) }
  return [[], some.sorted(), Array(0...input.count)]
}
