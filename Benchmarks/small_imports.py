"""Measures imports of small files of many accounts per second. Compares them with pgbench and the
same statements."""

import argparse
import datetime
import os
import pathlib
import re
import subprocess

import schedule_data
from environment import Environment
from load import imports_a_second
from table import Table, median, milliseconds

# The statements of POST, GET and the worker for one import, in the same transactions.
PGBENCH = pathlib.Path(__file__).with_name("small_imports.sql")


def transactions_a_second(environment, clients, file, seconds):
    base = environment.psql("SELECT min(account_id) FROM accounts WHERE external_id LIKE 'account-%'")
    output = subprocess.run(
        ["pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds),
         "-D", f"base={base}", "-D", f"file={file.hex()}", "-f", str(PGBENCH),
         environment.database],
        # The same setting as the server's sessions.
        env={**os.environ, "PGOPTIONS": "-c random_page_cost=1.1"},
        check=True, stdout=subprocess.PIPE, text=True)
    return float(re.search(r"tps = ([\d.]+)", output.stdout)[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=256)
    parser.add_argument("--workers", type=int, default=8, help="imports, and pgbench's clients, at once")
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    file, count = schedule_data.file_of(row_count=50, agent_count=20)
    names = [f"account-{n}" for n in range(arguments.accounts)]
    ours, theirs = [], []

    def run_of(first, rate=None):
        def file_for_day(_, number):
            # New days each time, so that every import stores its 50 rows.
            day = datetime.date(2027, 1, 1) + datetime.timedelta(days=first + number)
            return file.replace(b"2026-06-01", str(day).encode())
        return imports_a_second(environment, tokens, file_for_day, arguments.seconds, rate)

    # The connections of the previous run may not be closed yet.
    with Environment(
        WFM_WORKER_CONCURRENCY=str(arguments.workers),
        WFM_MAX_CONNECTIONS_PER_CLIENT=str(2 * arguments.accounts)) as environment:
        tokens = environment.make_accounts(
            names, schedule_data.agents(20), schedule_data.EVENT_TYPES)
        environment.psql("CREATE SEQUENCE bench_day")
        run_of(0)
        # Autovacuum would do this within a minute. Until then, sessions keep plans for empty tables.
        environment.psql("ANALYZE")
        for run in range(1, arguments.runs + 1):
            ours.append(run_of(10_000 * run)[0])
            environment.psql("CHECKPOINT")
            theirs.append(transactions_a_second(
                environment, arguments.workers, file, arguments.seconds))
            environment.psql("CHECKPOINT")
        _, latencies = run_of(10_000 * (arguments.runs + 1), rate=0.7 * median(ours))
    table = Table(f"Small imports: {count} rows each, {arguments.accounts} accounts, "
                  f"{arguments.workers} at once, {arguments.runs} runs of {arguments.seconds} s, "
                  "medians")
    table.add("pgbench with the same statements", f"{median(theirs):.0f} per second")
    ratio = median(ours) / median(theirs)
    table.add("POST to IMPORTED, of pgbench", f"{median(ours):.0f} per second", ratio, 0.7,
              ratio >= 0.7)
    table.add("POST to 202 at 70 % of that: p50, p99, p99.9", ", ".join(
        milliseconds(latencies[int(len(latencies) * part)]) for part in (0.5, 0.99, 0.999)))
    table.finish()


if __name__ == "__main__":
    main()
