"""One import of a full file against `psql \\copy` of its resolved rows into the same table.

Runs both in turn, several times, and prints medians and their ratio.
"""

import argparse
import json
import statistics
import time

import schedule_data
from environment import Client, Environment


def median(values):
    return statistics.median(values)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--json", help="write the figures to this file too")
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
        times = {name: [] for name in ("import", "again", "bad", "copy")}
        resolved = f"{environment.data}/resolved"
        peak = 0
        for _ in range(arguments.runs):
            environment.psql("TRUNCATE schedule_events", "CHECKPOINT")
            environment.reset_peak_memory()
            seconds, status = client.import_file(full)
            assert status == "IMPORTED", status
            times["import"].append(seconds)
            peak = max(peak, environment.memory()[1])
            stored = int(environment.psql("SELECT count(*) FROM schedule_events"))
            assert stored == count, (stored, count)
            times["again"].append(client.import_file(full)[0])
            # In the order of the file, as a database engineer would load them.
            environment.psql(f"\\copy (SELECT * FROM schedule_events ORDER BY ctid) TO '{resolved}'")
            environment.psql("TRUNCATE schedule_events", "CHECKPOINT")
            start = time.perf_counter()
            environment.psql(f"\\copy schedule_events FROM '{resolved}'")
            times["copy"].append(time.perf_counter() - start)
            environment.psql("TRUNCATE schedule_events", "CHECKPOINT")
            seconds, status = client.import_file(bad)
            assert status == "IMPORTED_WITH_ERRORS", status
            times["bad"].append(seconds)
        medians = {name: median(values) for name, values in times.items()}
        print(f"{count} rows, {len(full)} bytes, {arguments.runs} runs, medians")
        print(f"psql \\copy of the resolved rows   {medians['copy'] * 1000:7.0f} ms")
        for name, title, base in (
            ("import", "POST to IMPORTED", "copy"), ("again", "the same file again", "import"),
            ("bad", "10 % bad rows", "import"),
        ):
            print(f"{title:33} {medians[name] * 1000:7.0f} ms   "
                  f"{medians[name] / medians[base]:.2f} of {base}")
        print(f"rows per second                   {count / medians['import']:7.0f}")
        print(f"memory idle {idle:.1f} MiB, peak {peak:.1f} MiB, above idle {peak - idle:.1f} MiB")
        if arguments.json:
            with open(arguments.json, "w") as file:
                json.dump({"rows": count, "bytes": len(full), "seconds": times, "idle": idle,
                           "peak": peak}, file, indent=1)


main()
