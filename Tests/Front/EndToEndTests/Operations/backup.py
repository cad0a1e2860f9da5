"""Dumps a database during imports, restores it and continues from it: backup.py WFM FOLDER.

The database is the one of WFM_DATABASE_URL, migrated and empty.
"""

import os
import pathlib
import subprocess
import sys

import load
from processes import Processes, eventually

WFM, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
ACCOUNTS = 6


class Snapshot:
    """A transaction whose snapshot of the database pg_dump can use."""

    def __init__(self, url):
        self.psql = subprocess.Popen(
            ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", url], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, sql):
        self.psql.stdin.write(sql + "\n")
        return self.psql.stdout.readline().strip()

    def take(self):
        """Takes a snapshot while some imports are finished and some are not."""
        def take():
            self.psql.stdin.write("BEGIN ISOLATION LEVEL REPEATABLE READ;\n")
            counts = self.ask(
                "SELECT count(*) FILTER (WHERE status = 'PROCESSING') || ' ' || "
                "count(*) FILTER (WHERE status <> 'PROCESSING') FROM imports;")
            unfinished, finished = map(int, counts.split())
            if unfinished >= 2 and finished >= 2 * ACCOUNTS:
                return self.ask("SELECT pg_export_snapshot();")
            self.psql.stdin.write("ROLLBACK;\n")
            return None
        return eventually(take, "a moment in the middle of the load")

    def end(self):
        self.psql.stdin.close()
        self.psql.wait()


def main():
    environment = {**os.environ}
    url = environment["WFM_DATABASE_URL"]
    source = load.Program(WFM, environment)
    tokens = {f"account-{n}": source.make_account(f"account-{n}") for n in range(ACCOUNTS)}
    with Processes(FOLDER) as processes:
        server, address = processes.serve(WFM, "server", environment)
        uploaders = [load.Uploader(address, *item) for item in tokens.items()]
        for uploader in uploaders:
            uploader.start()
        snapshot = Snapshot(url)
        name = snapshot.take()
        subprocess.run(
            ["pg_dump", "--format=custom", f"--snapshot={name}", f"--file={FOLDER}/dump", "-d", url],
            check=True)
        snapshot.end()
        # The load continued during the dump.
        assert all(uploader.is_alive() for uploader in uploaders)
        for uploader in uploaders:
            uploader.ended.set()
        for uploader in uploaders:
            uploader.join(120)
            assert not uploader.is_alive() and uploader.fault is None, uploader.fault
            assert uploader.lost == 0
        server.terminate()
        assert server.wait(15) == 0, processes.output("server")
        in_all, _ = load.check(source, is_final=True)

        database = source.sql("SELECT current_database()")[0][0] + "_restored"
        source.sql(f"CREATE DATABASE {database} TEMPLATE template0")
        restored = load.Program(WFM, {**environment, "WFM_DATABASE_URL": f"{url} dbname={database}"})
        subprocess.run(
            ["pg_restore", "--exit-on-error", "--no-owner", "-d",
             restored.environment["WFM_DATABASE_URL"], FOLDER / "dump"], check=True)
        restored.sql("ANALYZE")
        finished, unfinished = load.check(restored, is_final=False)
        assert unfinished >= 2 and finished + unfinished < in_all, (finished, unfinished, in_all)

        server, address = processes.serve(WFM, "restored", restored.environment)
        eventually(
            lambda: restored.sql("SELECT count(*) FROM imports WHERE status = 'PROCESSING'")
            == [["0"]], "the restored imports' end")
        assert load.check(restored, is_final=True) == (finished + unfinished, 0)
        # Each account continues from the dump. Later uploads are repeated.
        uploader = load.Uploader(address, *next(iter(tokens.items())))
        assert uploader.outcome(uploader.upload(load.FIRST_DAY)).startswith("IMPORTED")
        server.terminate()
        assert server.wait(15) == 0, processes.output("restored")
        restored.sql(f"\\c {environment.get('PGDATABASE', 'postgres')}\n"
                     f"DROP DATABASE {database} WITH (FORCE)")
    print(f"dumped with {finished} imports finished and {unfinished} not, of {in_all} in the end")


main()
