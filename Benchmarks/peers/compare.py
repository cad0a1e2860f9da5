"""Compares wfm with alternatives on the same file and database: a service in Python,
django-import-export, pgloader and `psql \\copy`.

Creates a virtual environment from requirements.txt. Uses pgloader, a Debian package, if installed.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import schedule_data  # noqa: E402
from environment import Client, Environment  # noqa: E402
from table import Table, median, milliseconds  # noqa: E402

PGLOADER = """
LOAD CSV FROM '{file}'
  HAVING FIELDS (name, email, start_text, end_text, type)
  INTO postgresql://{user}@unix:{host}:{port}/{database}?incoming (name, email, start_text, end_text, type)
  WITH skip header = 1, fields optionally enclosed by '"', fields terminated by ','
  BEFORE LOAD DO
    $$ DROP TABLE IF EXISTS incoming; $$,
    $$ CREATE TABLE incoming (name text, email text, start_text text, end_text text, type text); $$
  AFTER LOAD DO
    $$ INSERT INTO schedule_events
       SELECT a.account_id, a.agent_id, t.event_type_id,
         to_timestamp(start_text, 'HH24:MI YYYY-MM-DD')::timestamp AT TIME ZONE 'America/New_York',
         to_timestamp(end_text, 'HH24:MI YYYY-MM-DD')::timestamp AT TIME ZONE 'America/New_York'
       FROM incoming i JOIN agents a ON a.account_id = {account} AND a.email_key = lower(trim(i.email))
       JOIN event_types t ON t.account_id = {account} AND t.name_key = lower(trim(i.type))
       ON CONFLICT (account_id, agent_id, start_at, event_type_id)
       DO UPDATE SET end_at = excluded.end_at WHERE schedule_events.end_at <> excluded.end_at; $$;
"""


class Peers:
    def __init__(self, environment, account, full):
        self.environment = environment
        self.account = account
        self.folder = environment.data
        self.file = f"{self.folder}/schedule.csv"
        pathlib.Path(self.file).write_bytes(full)
        parts = dict(part.split("=", 1) for part in environment.database.split())
        self.host = parts["host"].strip("'")
        self.parts = parts
        subprocess.run([sys.executable, "-m", "venv", f"{self.folder}/venv"], check=True)
        self.python = f"{self.folder}/venv/bin/python"
        subprocess.run([self.python, "-m", "pip", "install", "-q", "-r",
                        str(HERE / "requirements.txt")], check=True)

    def fastapi(self):
        """Starts a server on a free port. Returns a function that imports, and one that stops it."""
        port = free_port()
        server = subprocess.Popen(
            [self.python, "-m", "uvicorn", "fastapi_service:app", "--port", str(port),
             "--log-level", "warning"],
            cwd=HERE, env={**os.environ, "DATABASE_URL": self.environment.database})
        command = ["curl", "-sf", "--retry", "20", "--retry-connrefused", "--retry-delay", "1",
                   f"http://127.0.0.1:{port}/imports", "-F", f"csv_file=@{self.file}",
                   "-F", "time_zone=America/New_York", "-F", f"account={self.account}"]
        def run():
            subprocess.run(command, check=True, capture_output=True)
        def stop():
            server.terminate()
            server.wait(30)
        return run, stop

    def django(self):
        """Returns the seconds of one import, by its own clock."""
        people = "".join(f"{email}\n" for _, email in schedule_data.agents(1000))
        pathlib.Path(self.folder, "agents").write_text(people)
        pathlib.Path(self.folder, "types").write_text("\n".join(schedule_data.EVENT_TYPES))
        output = subprocess.run(
            [self.python, str(HERE / "django_import.py"), self.file, f"{self.folder}/agents",
             f"{self.folder}/types"],
            check=True, capture_output=True, text=True,
            env={**os.environ, "PGHOST": self.host, "PGPORT": self.parts["port"],
                 "PGUSER": self.parts["user"], "PGDATABASE": self.parts["dbname"]})
        return float(output.stdout)

    def pgloader(self):
        command = pathlib.Path(self.folder, "schedule.load")
        command.write_text(PGLOADER.format(
            file=self.file, user=self.parts["user"], host=self.host, port=self.parts["port"],
            database=self.parts["dbname"], account=self.account))
        subprocess.run(["pgloader", "--quiet", str(command)], check=True, capture_output=True)


def free_port():
    import socket
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def timed(body):
    start = time.perf_counter()
    body()
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--without-django", action="store_true", help="which takes minutes")
    arguments = parser.parse_args()
    full, count = schedule_data.file_of()
    times = {}
    with Environment() as environment:
        token = environment.make_account(
            "bench", schedule_data.agents(1000), schedule_data.EVENT_TYPES)
        account = environment.psql("SELECT account_id FROM accounts WHERE external_id = 'bench'")
        client = Client(environment, token)
        peers = Peers(environment, account, full)
        service, stop = peers.fastapi()
        bodies = {"wfm, POST to IMPORTED": lambda: client.import_file(full),
                  "FastAPI, csv, psycopg COPY": service}
        if shutil.which("pgloader"):
            bodies["pgloader"] = peers.pgloader
        try:
            for _ in range(arguments.runs + 1):
                for name, body in bodies.items():
                    environment.psql("TRUNCATE schedule_events", "CHECKPOINT")
                    times.setdefault(name, []).append(timed(body))
                    stored = int(environment.psql("SELECT count(*) FROM schedule_events"))
                    assert stored == count, (name, stored)
        finally:
            stop()
        medians = {name: median(values[1:]) for name, values in times.items()}
        if not arguments.without_django:
            medians["django-import-export, one run"] = peers.django()
    table = Table(f"Peers: {count} rows, medians of {arguments.runs} runs after a first")
    ours = next(iter(medians.values()))
    for name, seconds in medians.items():
        table.add(name, milliseconds(seconds), seconds / ours)
    table.finish()


if __name__ == "__main__":
    main()
