"""Measures which locks each migration takes, and for how long, on a database with schedule events."""

import argparse
import pathlib
import time

from environment import ROOT, Environment
from table import Table

DATABASE = "migrations"
# The first migration after which the table of events exists.
EVENTS = 3

FILL = """
INSERT INTO accounts (external_id) SELECT 'account-' || n FROM generate_series(1, {accounts}) n;
INSERT INTO imports (account_id, import_id, status, finished_at, file_name, file_size, time_zone,
    date_format, request_id, rows_total, rows_inserted, rows_updated, rows_unchanged, rows_rejected)
  SELECT account_id, gen_random_uuid(), 'IMPORTED', now(), 'a.csv', 100, 'UTC', 'HH:mm yyyy-MM-dd', '',
    1, 1, 0, 0, 0
  FROM accounts, generate_series(1, 100);
INSERT INTO schedule_events (account_id, agent_id, event_type_id, start_at, end_at)
  SELECT account_id, agent, 1, start_at, start_at + interval '8 hours'
  FROM accounts, generate_series(1, 500) agent,
    generate_series(timestamptz '2026-01-01', timestamptz '2026-01-01'
      + ({rows} / {accounts} / 500 - 1) * interval '1 day', interval '1 day') start_at
  ORDER BY account_id, start_at, agent;
VACUUM ANALYZE;
CHECKPOINT
"""

LOCKS = """SELECT coalesce(string_agg(DISTINCT relation::regclass || ' ' || mode, ', '), 'none')
  FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND mode IN (
    'AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock')
  AND relation::regclass::text IN ({tables})"""


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--accounts", type=int, default=100)
    arguments = parser.parse_args()
    files = sorted(pathlib.Path(ROOT, "Migrations").glob("*.sql"))
    table = Table(f"Migrations: {arguments.rows:,} events of {arguments.accounts} accounts")
    locked = []
    with Environment() as environment:
        environment.psql(f"CREATE DATABASE {DATABASE}")
        environment.database += f" dbname={DATABASE}"
        for number, file in enumerate(files, 1):
            before = environment.psql(
                "SELECT coalesce(string_agg(quote_literal(relname), ','), '''''') FROM pg_class "
                "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
            start = time.perf_counter()
            locks = environment.psql(
                "BEGIN", file.read_text().rstrip().rstrip(";"), LOCKS.format(tables=before),
                "COMMIT").splitlines()[-1]
            seconds = time.perf_counter() - start
            table.add(file.stem, f"{seconds:.2f} s")
            locked.append(f"  {file.stem}: {locks}")
            if number == EVENTS:
                environment.psql(*FILL.format(**vars(arguments)).split(";"))
        size = environment.psql("SELECT pg_size_pretty(pg_total_relation_size('schedule_events'))")
        table.add("schedule_events at the end", size)
    table.finish()
    print("\nLocks on existing tables that other sessions wait for:", *locked, sep="\n")


if __name__ == "__main__":
    main()
