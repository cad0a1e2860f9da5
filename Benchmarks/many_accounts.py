"""Compares imports of a full file by many accounts at the same time with as many `psql \\copy`, on as
many connections as the worker has.
"""

import argparse
import time
from concurrent.futures import ThreadPoolExecutor

import schedule_data
from environment import Client, Environment
from table import Table, median, ratio_of_pairs


def import_all(environment, tokens, file):
    """Returns the seconds until all files are imported. Each account's client uploads and polls."""
    def one(token):
        client = Client(environment, token)
        status = client.wait(client.upload(file), pause=1)
        assert status == "IMPORTED", status
    start = time.perf_counter()
    with ThreadPoolExecutor(len(tokens)) as pool:
        list(pool.map(one, tokens))
    return time.perf_counter() - start


def copy_all(environment, files, connections):
    start = time.perf_counter()
    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(environment.copy, files))
    return time.perf_counter() - start


def memory_of_a_job(file, accounts, connections):
    """Returns the peak MiB above idle per running import while many accounts upload. This includes the
    memory of arriving uploads, which WFM_UPLOAD_MEMORY limits."""
    with Environment(WFM_WORKER_CONCURRENCY=str(connections), WFM_UPLOAD_MEMORY="32") as environment:
        tokens = environment.make_accounts(
            [f"account-{n}" for n in range(accounts)], schedule_data.agents(1000),
            schedule_data.EVENT_TYPES)
        import_all(environment, tokens[:2], file)
        idle, _ = environment.memory()
        environment.reset_peak_memory()
        import_all(environment, tokens, file)
        return (environment.memory()[1] - idle) / connections


def resolved_files(environment):
    files = []
    accounts = environment.psql("SELECT DISTINCT account_id FROM schedule_events").split()
    for account in accounts:
        file = f"{environment.data}/resolved-{account}"
        environment.psql(
            f"\\copy (SELECT * FROM schedule_events WHERE account_id = {account} "
            f"ORDER BY start_at::date, agent_id, start_at) TO '{file}'")
        files.append(file)
    return files


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=200)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    full, count = schedule_data.file_of()
    names = [f"account-{n}" for n in range(arguments.accounts)]
    imports, copies = [], []
    with Environment(WFM_WORKER_CONCURRENCY=str(arguments.connections)) as environment:
        tokens = environment.make_accounts(
            names, schedule_data.agents(1000), schedule_data.EVENT_TYPES)
        # The first pair creates the WAL segments that later pairs reuse, so it is not counted.
        for _ in range(arguments.runs + 1):
            environment.psql("TRUNCATE schedule_events", "CHECKPOINT")
            imports.append(import_all(environment, tokens, full))
            files = resolved_files(environment)
            assert len(files) == arguments.accounts
            environment.psql("TRUNCATE schedule_events", "CHECKPOINT")
            copies.append(copy_all(environment, files, arguments.connections))
    imports, copies = imports[1:], copies[1:]
    table = Table(f"Many accounts: {arguments.accounts} at the same time, {count} rows each, "
                  f"{arguments.connections} connections, {arguments.runs} runs, medians")
    table.add("psql \\copy of all", f"{median(copies):.1f} s")
    ratio = ratio_of_pairs(imports, copies)
    table.add("all IMPORTED, of \\copy", f"{median(imports):.1f} s", ratio, 1.0)
    rise = memory_of_a_job(full, 50, arguments.connections)
    table.add("memory above idle of 50 accounts, per running import", f"{rise:.1f} MiB", rise, 24)
    table.finish()


if __name__ == "__main__":
    main()
