import HTTPFront
import TestSupport
import Testing
import Throttling

/// The limits of guessing, and the clients that they do not lock out.
@Suite("Failed authentications", .timeLimit(.minutes(5)))
struct FailedAuthenticationsTests {
  private let clock = ManualClock()
  private let failures: FailedAuthentications

  init() {
    failures = FailedAuthentications { [clock] in clock.now }
  }

  @Test func `an address over its limit waits a second for each further attempt`() {
    for number in 0..<FailedAuthentications.perAddress {
      #expect(failures.wait(client: "client \(number)", address: "192.0.2.1") == nil)
      failures.record(client: "client \(number)", address: "192.0.2.1")
    }
    #expect(failures.wait(client: "another", address: "192.0.2.1") == 1)
    #expect(failures.wait(client: "another", address: "192.0.2.2") == nil)
    clock.advance(by: .seconds(1))
    #expect(failures.wait(client: "another", address: "192.0.2.1") == nil)
  }

  @Test func `an attacked client can still authenticate from an address without failures`() {
    let attackers: [IPAddress] = (0..<200).map { "198.51.100.\($0)" }
    for attacker in attackers {
      for _ in 0..<FailedAuthentications.perPair {
        failures.record(client: "victim", address: attacker)
      }
    }
    for attacker in attackers {
      #expect(failures.wait(client: "victim", address: attacker) != nil)
    }
    #expect(failures.wait(client: "victim", address: "192.0.2.7") == nil)
    #expect(failures.wait(client: "other", address: attackers[0]) == nil)
  }

  @Test func `over the client's limit, an address has exactly five attempts`() {
    for number in 0..<FailedAuthentications.perClient {
      failures.record(client: "victim", address: "198.51.100.\(number)")
    }
    for _ in 0..<FailedAuthentications.perPair {
      #expect(failures.wait(client: "victim", address: "203.0.113.1") == nil)
      failures.record(client: "victim", address: "203.0.113.1")
    }
    #expect(failures.wait(client: "victim", address: "203.0.113.1") != nil)
  }

  @Test func `a network of IPv6 counts as one address`() {
    for number in 0..<FailedAuthentications.perAddress {
      failures.record(
        client: "client \(number)", address: "2001:db8::\(String(number + 1, radix: 16))")
    }
    #expect(failures.wait(client: "x", address: "2001:db8::ffff:1") != nil)
    #expect(failures.wait(client: "x", address: "2001:db8:0:1::1") == nil)
  }

  @Test func `IPv4-mapped IPv6 addresses are counted separately`() {
    for number in 0..<FailedAuthentications.perAddress {
      failures.record(client: "client \(number)", address: "::ffff:192.0.2.1")
    }
    #expect(failures.wait(client: "x", address: "::ffff:192.0.2.1") != nil)
    #expect(failures.wait(client: "x", address: "::ffff:192.0.2.2") == nil)
  }

  @Test func `the counts are limited, and further strangers lock out no other client`() {
    let most = FailedAuthentications.mostCounted
    for number in 0..<(most + 1000) {
      failures.record(
        client: "client \(number)",
        address: IPAddress("10.\(number / 65536).\(number / 256 % 256).\(number % 256)"))
    }
    // One more of each: the bucket that all others share.
    #expect(failures.counted.allSatisfy { $0 <= most + 1 })
    #expect(failures.wait(client: "robot", address: "192.0.2.1") == nil)
    clock.advance(by: .seconds(61))
    failures.record(client: "robot", address: "192.0.2.1")
    #expect(failures.counted == [1, 1, 1])
  }

  @Test func `after a minute without failures every count is dropped`() {
    for _ in 0..<FailedAuthentications.perAddress {
      failures.record(client: "robot", address: "192.0.2.1")
    }
    clock.advance(by: .seconds(60))
    for _ in 0..<FailedAuthentications.perPair {
      #expect(failures.wait(client: "robot", address: "192.0.2.1") == nil)
      failures.record(client: "robot", address: "192.0.2.1")
    }
  }
}

extension FailedAuthentications {
  fileprivate func wait(client: String, address: IPAddress?) -> Int? {
    wait(client: client, network: address?.holder ?? [])
  }

  fileprivate func record(client: String, address: IPAddress?) {
    record(client: client, network: address?.holder ?? [])
  }
}
