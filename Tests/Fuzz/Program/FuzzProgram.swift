import CLibFuzzer
import FuzzProperties
import Glibc

/// Runs libFuzzer with the property named in the environment variable WFM_FUZZ_TARGET.
/// `scripts/fuzz` starts this program.
@main
struct FuzzProgram {
  private static let property = getenv("WFM_FUZZ_TARGET")
    .flatMap { Property(rawValue: String(cString: $0)) }

  static func main() {
    guard property != nil else {
      let names = Property.allCases.map(\.rawValue).joined(separator: ", ")
      fatalError("WFM_FUZZ_TARGET names none of: \(names)")
    }
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(
      LLVMFuzzerRunDriver(&count, &arguments) { data, size in
        FuzzProgram.check(UnsafeBufferPointer(start: data, count: size))
        return 0
      })
  }

  private static func check(_ input: UnsafeBufferPointer<UInt8>) {
    do {
      try property?.check(Array(input))
    } catch {
      fatalError("\(error)")
    }
  }
}
