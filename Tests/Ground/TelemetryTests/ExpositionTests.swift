import Telemetry
import Testing

@Suite("The exposition of metrics", .timeLimit(.minutes(5)))
struct ExpositionTests {
  private enum Colour: String, CaseIterable { case red, blue }

  private func text(of registry: MetricRegistry) async -> String {
    MetricFamily.exposition(of: await registry.families())
  }

  @Test func `has each counter and gauge from the start, and their later values`() async {
    let registry = MetricRegistry()
    let seen = registry.counters("seen_total", "Seen.", by: "colour", of: Colour.allCases)
    let level = registry.gauge("level", "Level.")
    #expect(
      await text(of: registry) == """
        # HELP seen_total Seen.
        # TYPE seen_total counter
        seen_total{colour="red"} 0
        seen_total{colour="blue"} 0
        # HELP level Level.
        # TYPE level gauge
        level 0

        """)
    seen[.blue]?.increment(by: 3)
    level.increment()
    level.increment()
    level.decrement()
    let text = await text(of: registry)
    #expect(text.contains("seen_total{colour=\"blue\"} 3\n"))
    #expect(text.contains("level 1\n"))
  }

  @Test func `has cumulative histogram buckets with inclusive bounds`() async {
    let registry = MetricRegistry()
    let histogram = registry.histogram("took_seconds", "Took.", bounds: [0.005, 1])
    for duration in [Duration.milliseconds(5), .milliseconds(6), .seconds(1), .seconds(2)] {
      histogram.record(duration)
    }
    #expect(
      await text(of: registry) == """
        # HELP took_seconds Took.
        # TYPE took_seconds histogram
        took_seconds_bucket{le="0.005"} 1
        took_seconds_bucket{le="1"} 3
        took_seconds_bucket{le="+Inf"} 4
        took_seconds_sum 3.011
        took_seconds_count 4

        """)
  }

  @Test func `escapes characters that would end a line or a value`() async {
    let registry = MetricRegistry()
    registry.add {
      [MetricFamily(.gauge, "a", "b\\c\nd\"", [.init(labels: [("e", "f\\g\nh\"")], 1.5)])]
    }
    #expect(
      await text(of: registry)
        == "# HELP a b\\\\c\\nd\"\n# TYPE a gauge\na{e=\"f\\\\g\\nh\\\"\"} 1.5\n")
  }

  @Test func `merges families of one name, and keeps the header of an empty family`() async {
    let registry = MetricRegistry()
    for value in [1.0, 2] {
      registry.add {
        [
          MetricFamily(.gauge, "a", "A.", [.init(labels: [("b", "\(value)")], value)]),
          MetricFamily(.gauge, "c", "C.", value: nil),
        ]
      }
    }
    #expect(
      await text(of: registry) == """
        # HELP a A.
        # TYPE a gauge
        a{b="1.0"} 1
        a{b="2.0"} 2
        # HELP c C.
        # TYPE c gauge

        """)
  }

  @Test func `loses no event of many threads`() async {
    let registry = MetricRegistry()
    let counter = registry.counter("a_total", "A.")
    let histogram = registry.histogram("b_seconds", "B.", bounds: [1])
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<10_000 {
            counter.increment()
            histogram.record(.milliseconds(1))
          }
        }
      }
    }
    let text = await text(of: registry)
    #expect(text.contains("a_total 80000\n"))
    #expect(text.contains("b_seconds_count 80000\n"))
  }

  @Test func `has Linux's figures about the process`() async throws {
    let registry = MetricRegistry()
    ProcessMetrics.add(to: registry)
    let families = await registry.families()
    func value(_ name: String) throws -> Double {
      try #require(families.first { $0.name == name }?.samples.first?.value, "\(name)")
    }
    #expect(try value("process_resident_memory_bytes") > 1_048_576)
    #expect(try value("process_threads") >= 1)
    #expect(try value("process_open_fds") >= 3)
    let (open, most) = (try value("process_open_fds"), try value("process_max_fds"))
    #expect(open <= most)
    #expect(try value("process_start_time_seconds") > 1_700_000_000)
    #expect(try value("process_cpu_seconds_total") > 0)
    #expect(BuildID.text.contains(/^([0-9a-f][0-9a-f]){8,32}$/), "\(BuildID.text)")
  }
}
