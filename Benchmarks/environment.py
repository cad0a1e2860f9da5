"""A `wfm dev` for one benchmark, and clients for it: HTTP, psql, the command line."""

import http.client
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent


def binary(name="wfm"):
    folder = subprocess.run(
        ["swift", "build", "-c", "release", "--show-bin-path"],
        cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    return f"{folder}/{name}"


class Environment:
    """Runs the server on a private PostgreSQL; used with `with`."""

    def __init__(self, **settings):
        self.data = tempfile.mkdtemp(prefix="wfm-benchmark-", dir="/var/tmp")
        # PostgreSQL's user must be able to reach its folder inside.
        os.chmod(self.data, 0o711)
        self.wfm = binary()
        self.settings = {"WFM_UPLOAD_RATE": "1000000", "WFM_READ_RATE": "1000000",
                         "WFM_TOKEN_RATE": "1000000", "WFM_ADDRESS_RATE": "10000000",
                         "WFM_LOG_LEVEL": "warning", **settings}

    def __enter__(self):
        self.process = subprocess.Popen(
            [self.wfm, "dev", "--data", self.data, "--port", "0"],
            env={**os.environ, **self.settings},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if line.startswith("TOKEN="):
                break
        else:
            sys.exit("wfm dev did not start")
        lines = pathlib.Path(self.data, "environment").read_text().splitlines()
        self.environment = dict(line.split("=", 1) for line in lines)
        self.port = int(self.environment["WFM_PORT"])
        self.database = self.environment["WFM_DATABASE_URL"]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)
        subprocess.run(["rm", "-rf", self.data], check=True)

    def command(self, *arguments):
        """Runs a subcommand of wfm on this environment."""
        return subprocess.run(
            [self.wfm, *arguments, "--data", self.data], check=True, capture_output=True,
            text=True).stdout

    def make_account(self, account, agents, event_types):
        """Creates an account with agents and event types. Returns a token for it."""
        self.command("accounts", "create", account)
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
            file.write("Agent Name,Agent Email,Active\n")
            file.writelines(f"{name},{email},true\n" for name, email in agents)
            file.flush()
            self.command("agents", "import", file.name, "--account", account)
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
            file.write("Event Type Name\n" + "".join(f"{name}\n" for name in event_types))
            file.flush()
            self.command("event-types", "import", file.name, "--account", account)
        return self.token(account)

    def make_accounts(self, names, agents, event_types):
        """Creates accounts with the same agents and event types by SQL. Returns a token for each."""
        from concurrent.futures import ThreadPoolExecutor
        quoted = ", ".join(f"('{name}')" for name in names)
        people = ", ".join(f"('{name}', '{email}')" for name, email in agents)
        types = ", ".join(f"('{name}')" for name in event_types)
        self.psql(
            f"INSERT INTO accounts (external_id) VALUES {quoted}",
            f"""INSERT INTO agents (account_id, name, email, email_key)
                SELECT account_id, p.name, p.email, lower(p.email)
                FROM accounts JOIN (VALUES {quoted}) AS n (id) ON external_id = n.id,
                  (VALUES {people}) AS p (name, email)""",
            f"""INSERT INTO event_types (account_id, name, name_key)
                SELECT account_id, t.name, lower(t.name)
                FROM accounts JOIN (VALUES {quoted}) AS n (id) ON external_id = n.id,
                  (VALUES {types}) AS t (name)""",
            "ANALYZE")
        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(self.token, names))

    def token(self, account):
        return self.command(
            "token", "--account", account, "--scope", "wfm-public:write", "--scope",
            "wfm-public:read", "--lifetime", "86400").strip()

    def psql(self, *commands):
        """Runs SQL and psql's commands one after the other. Returns their output."""
        return subprocess.run(
            ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", self.database], check=True,
            capture_output=True, text=True,
            input="".join(f"{command}{'' if command.startswith(chr(92)) else ';'}\n"
                          for command in commands)).stdout.strip()

    def copy(self, file, table="schedule_events"):
        """Returns the seconds that `\\copy` takes to load a file of rows, by psql's own clock: without
        the start of psql and its connection."""
        output = self.psql("\\timing on", f"\\copy {table} FROM '{file}'")
        return float(re.search(r"Time: ([\d.]+) ms", output)[1]) / 1000

    def memory(self):
        """Returns the resident memory of the server in MiB: (now, peak)."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        values = dict(line.split(":", 1) for line in status.splitlines())
        return tuple(int(values[key].split()[0]) / 1024 for key in ("VmRSS", "VmHWM"))

    def reset_peak_memory(self):
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")


class Client:
    """One HTTP connection of an account."""

    def __init__(self, environment, token):
        self.connection = http.client.HTTPConnection("127.0.0.1", environment.port)
        self.headers = {"Authorization": f"Bearer {token}"}
        self.used = time.monotonic()
        # The seconds of the shortest import of each kind.
        self.shortest = {}

    def ask(self, method, path, body=None, headers=None):
        """Returns a response and its text. The server closes a connection after 60 s without a request,
        so this reconnects after half of that time."""
        if time.monotonic() - self.used > 30:
            self.connection.close()
        self.used = time.monotonic()
        self.connection.request(method, path, body, self.headers | (headers or {}))
        response = self.connection.getresponse()
        return response, response.read()

    @staticmethod
    def form(file):
        """Returns the headers and the body of an upload."""
        boundary = uuid.uuid4().hex
        def field(name, value):
            return (f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
                    f"{value}\r\n").encode()
        body = b"".join([
            field("file_name", "schedule.csv"), field("time_zone", "America/New_York"),
            f'--{boundary}\r\nContent-Disposition: form-data; name="csv_file"; '
            f'filename="schedule.csv"\r\nContent-Type: text/csv\r\n\r\n'.encode(),
            file, f"\r\n--{boundary}--\r\n".encode()])
        return {"Content-Type": f"multipart/form-data; boundary={boundary}"}, body

    def upload(self, file):
        """Posts a file. Returns the path of the import."""
        return self.post(*self.form(file))

    def post(self, headers, body):
        """Posts a form. Returns the path of the import. If the server has no memory for the file,
        retries after the time in `Retry-After`."""
        while True:
            response, text = self.ask("POST", "/v1/schedules/event-imports", body, headers)
            if response.status == 202:
                return response.headers["Location"]
            if response.status != 503:
                sys.exit(f"POST: {response.status} {text}")
            time.sleep(int(response.headers["Retry-After"]))

    def wait(self, path, pause=0.002):
        """Polls until the import has its final status. Returns that status."""
        import json
        while True:
            status = json.loads(self.ask("GET", path)[1])["status"]
            if status != "PROCESSING":
                return status
            time.sleep(pause)

    def import_file(self, file, kind=None):
        """Returns the seconds from sending the POST to seeing the final status, and that status.

        If a file of this kind was imported before, the first poll comes after half of the shortest
        time. A poll costs half a millisecond of the two cores, and no import has ever been twice as
        fast as the one before."""
        form = self.form(file)
        start = time.perf_counter()
        path = self.post(*form)
        quiet = self.shortest.get(kind, 0) / 2
        time.sleep(max(0, start + quiet - time.perf_counter()))
        status = self.wait(path)
        seconds = time.perf_counter() - start
        if kind is not None:
            self.shortest[kind] = min(seconds, self.shortest.get(kind, seconds))
        return seconds, status
