"""Compares an import of a full file with `psql \\copy` of its resolved rows into the same table.

Runs both in turns, several times. Prints medians and their ratios.
"""

import argparse
import time

import schedule_data
from environment import Client, Environment
from table import Table, median, milliseconds, ratio_of_pairs


def measure(environment, client, full, bad, count, runs):
    times = {name: [] for name in ("import", "again", "bad", "copy", "psql")}
    resolved = f"{environment.data}/resolved"
    peak = 0

    def timed_import(name, file):
        seconds, status = client.import_file(file, kind=name)
        times[name].append(seconds)
        return status

    for _ in range(runs):
        environment.psql("TRUNCATE schedule_events", "CHECKPOINT")
        environment.reset_peak_memory()
        status = timed_import("import", full)
        assert status == "IMPORTED", status
        peak = max(peak, environment.memory()[1])
        stored = int(environment.psql("SELECT count(*) FROM schedule_events"))
        assert stored == count, (stored, count)
        environment.psql("CHECKPOINT")
        timed_import("again", full)
        # In the order of the file, as a database engineer would load the rows.
        environment.psql(
            f"\\copy (SELECT * FROM schedule_events ORDER BY start_at::date, agent_id, start_at) "
            f"TO '{resolved}'", "TRUNCATE schedule_events", "CHECKPOINT")
        start = time.perf_counter()
        times["copy"].append(environment.copy(resolved))
        times["psql"].append(time.perf_counter() - start)
        environment.psql("TRUNCATE schedule_events", "CHECKPOINT")
        status = timed_import("bad", bad)
        assert status == "IMPORTED_WITH_ERRORS", status
    return times, peak


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    arguments = parser.parse_args()
    full, count = schedule_data.file_of()
    bad, _ = schedule_data.file_of(bad_every=10)
    with Environment() as environment:
        people = schedule_data.agents(1000)
        token = environment.make_account("bench", people, schedule_data.EVENT_TYPES)
        client = Client(environment, token)
        small, _ = schedule_data.file_of(row_count=50)
        client.import_file(small)
        idle, _ = environment.memory()
        times, peak = measure(environment, client, full, bad, count, arguments.runs)
    table = Table(f"One import: {count} rows, {len(full)} bytes, {arguments.runs} runs, medians")
    table.add("psql \\copy of the resolved rows", milliseconds(median(times["copy"])))
    table.add("psql \\copy, with the start of psql", milliseconds(median(times["psql"])))
    for name, title, base, goal in (
        ("import", "POST to IMPORTED, of \\copy", "copy", 1.0),
        ("import", "  of \\copy with the start of psql", "psql", None),
        ("again", "the same file again, of the first time", "import", 0.5),
        ("bad", "10 % bad rows, of none", "import", 1.1),
    ):
        table.add(title, milliseconds(median(times[name])),
                  ratio_of_pairs(times[name], times[base]), goal)
    table.add("peak memory above idle", f"{peak - idle:.1f} MiB", peak - idle, 24)
    table.finish()


if __name__ == "__main__":
    main()
