"""Measures parsing, validating, converting, sorting and encoding of a full file on one thread. Compares
it with a search for the line feeds of the same bytes in the same run.
"""

import argparse
import json
import subprocess
import tempfile

import schedule_data
from environment import binary
from table import Table


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=31)
    arguments = parser.parse_args()
    table = Table(f"Rows alone: one thread, {arguments.runs} runs, medians")
    with tempfile.TemporaryDirectory() as folder:
        def write(name, content):
            with open(f"{folder}/{name}", "wb") as file:
                file.write(content)
            return f"{folder}/{name}"
        people = schedule_data.agents(1000)
        agents = write("agents", "".join(f"{email}\n" for _, email in people).encode())
        types = write("types", "".join(f"{name}\n" for name in schedule_data.EVENT_TYPES).encode())
        for title, options in (
            ("all rows valid, names not ASCII", {}),
            ("10 % invalid, 10 % quoted, names not ASCII", {"bad_every": 10, "quoted_every": 10}),
        ):
            file = write("schedule.csv", schedule_data.file_of(**options)[0])
            output = subprocess.run(
                [binary("wfm-bench"), "rows", file, "--agents", agents, "--event-types", types,
                 "--runs", str(arguments.runs)],
                check=True, capture_output=True, text=True).stdout
            figures = json.loads(output)
            speed = figures["rows_mb_s"]
            table.add(f"{title}: {figures['events']} events, {figures['rejected']} rejected",
                      f"{speed:.0f} MB/s", speed, 250, speed >= 250)
            table.add("  memchr over the same buffer", f"{figures['memchr_mb_s']:.0f} MB/s")
            table.add("  best run", f"{figures['rows_best_mb_s']:.0f} MB/s")
    table.finish()


if __name__ == "__main__":
    main()
