"""Measures imports per second with one server and one, two and three worker processes. Measures the
bytes of an event in the database.

Each account uploads one file after the other, each with different days, and polls until it is imported.
"""

import argparse
import contextlib
import datetime
import os
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import schedule_data
from environment import Client, Environment
from table import Table

DATABASE = "workers"


@contextlib.contextmanager
def processes(environment, workers):
    """Starts a server without a worker, and `workers` workers, on a separate database."""
    variables = {**os.environ, **environment.settings, **environment.environment,
                 "WFM_DATABASE_URL": environment.database, "WFM_PORT": "0", "WFM_LOG_LEVEL": "info",
                 "WFM_WORKER_CONCURRENCY": "1"}
    with open(f"{environment.data}/serve.log", "w") as log:
        started = [subprocess.Popen([environment.wfm, "serve", "--no-worker"], env=variables,
                                    stdin=subprocess.DEVNULL, stderr=log)]
    quiet = {**variables, "WFM_LOG_LEVEL": "warning"}
    started += [subprocess.Popen([environment.wfm, "work"], env=quiet, stdin=subprocess.DEVNULL)
                for _ in range(workers)]
    try:
        while True:
            with open(f"{environment.data}/serve.log") as log:
                if found := re.search(r"port=(\d+)[^\n]*listening\n", log.read()):
                    break
            time.sleep(0.05)
        environment.port = int(found[1])
        yield
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)


def import_all(environment, tokens, files):
    """Returns the seconds until every account has imported every file."""
    def one(token):
        client = Client(environment, token)
        for file in files:
            status = client.wait(client.upload(file), pause=0.01)
            assert status == "IMPORTED", status
    start = time.perf_counter()
    with ThreadPoolExecutor(len(tokens)) as pool:
        list(pool.map(one, tokens))
    return time.perf_counter() - start


def files_of(count, row_count):
    return [schedule_data.file_of(
        row_count=row_count,
        first_day=datetime.date(2026, 6, 1) + datetime.timedelta(days=30 * number))
        for number in range(count)]


def wal(environment):
    return int(environment.psql("SELECT (pg_current_wal_lsn() - '0/0')::bigint"))


def measure(environment, tokens, files, workers, table, what):
    environment.psql("TRUNCATE schedule_events, imports CASCADE", "CHECKPOINT")
    with processes(environment, workers):
        before = wal(environment)
        seconds = import_all(environment, tokens, [file for file, _ in files])
        written = wal(environment) - before
    imports = len(tokens) * len(files)
    rows = len(tokens) * sum(count for _, count in files)
    table.add(f"{what}, {workers} worker process(es)",
              f"{imports / seconds:.2f} a second ({rows / seconds:,.0f} rows)")
    return rows, written


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=6)
    parser.add_argument("--files", type=int, default=3)
    arguments = parser.parse_args()
    full, small = files_of(arguments.files, None), files_of(10, 50)
    table = Table(f"Workers: {arguments.accounts} accounts, full files of {full[0][1]} rows and small "
                  "ones of 50, one import at once in a worker process")
    with Environment() as environment:
        environment.psql(f"CREATE DATABASE {DATABASE}")
        environment.database += f" dbname={DATABASE}"
        subprocess.run(
            [environment.wfm, "migrate", "up", "--database-url", environment.database],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        few = [f"account-{n}" for n in range(arguments.accounts)]
        many = [f"small-{n}" for n in range(24)]
        tokens = environment.make_accounts(
            few + many, schedule_data.agents(1000), schedule_data.EVENT_TYPES)
        for workers in (1, 2, 3):
            rows, written = measure(
                environment, tokens[:len(few)], full, workers, table, "full files")
        sizes = environment.psql(
            """SELECT pg_relation_size('schedule_events'), pg_indexes_size('schedule_events'),
               pg_total_relation_size('uploaded_file_chunks')""").split("|")
        heap, index, chunks = (int(size) for size in sizes)
        files = len(few) * len(full)
        table.add("an event: table, index", f"{heap / rows:.0f} + {index / rows:.0f} bytes")
        table.add("an event: WAL, its share of the file in it", f"{written / rows:.0f} bytes")
        table.add("a full file as stored", f"{chunks / files / 1e6:.2f} MB")
        for workers in (1, 2, 3):
            measure(environment, tokens[len(few):], small, workers, table, "50 rows")
    table.finish()


if __name__ == "__main__":
    main()
