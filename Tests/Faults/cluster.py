"""A private PostgreSQL. If this process is root, an unprivileged user runs it."""

import os
import pathlib
import shutil
import signal
import subprocess
import time

import psycopg

from .places import IS_ROOT, free_port, postgres, unprivileged_user

# Only a crash of the machine would need a flush, and no kind of fault here crashes it.
SETTINGS = {
    "fsync": "off",
    "shared_buffers": "64MB",
    "max_connections": "80",
    "max_wal_size": "1GB",
    "log_min_messages": "fatal",
}


def server_user():
    """Returns the arguments of Popen for the user that runs PostgreSQL."""
    if not IS_ROOT:
        return {}
    entry = unprivileged_user()
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


class Cluster:
    def __init__(self, folder, *, address="127.0.0.1", settings=None, environment=None):
        """Creates `folder` for PostgreSQL's user."""
        self.folder = pathlib.Path(folder)
        self.address, self.port = address, free_port()
        self.settings = SETTINGS | (settings or {})
        self.environment = os.environ | (environment or {})
        self.process = None
        self.folder.mkdir(parents=True, exist_ok=True)
        if IS_ROOT:
            user = server_user()
            os.chown(self.folder, user["user"], user["group"])

    @property
    def data(self):
        return self.folder / "data"

    @property
    def dsn(self):
        return f"host={self.address} port={self.port} user=wfm dbname=wfm"

    def run(self, program, *arguments):
        done = subprocess.run(
            [postgres(program), *map(str, arguments)], cwd=self.folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **server_user())
        if done.returncode != 0:
            raise RuntimeError(f"{program}: {done.stdout}")

    def create(self):
        self.run("initdb", "-D", self.data, "-U", "wfm", "-A", "trust", "-E", "UTF8", "-N",
                 "--locale=C.UTF-8")
        with open(self.data / "pg_hba.conf", "a") as file:
            file.write("host all all 0.0.0.0/0 trust\nhost replication all 0.0.0.0/0 trust\n")
        self.start()
        with self.connect(database="postgres") as connection:
            connection.execute("CREATE DATABASE wfm")

    def copy(self, source):
        """Returns a standby of a running cluster."""
        if self.data.exists():
            shutil.rmtree(self.data)
        self.run("pg_basebackup", "-D", self.data, "-R", "-X", "stream", "-c", "fast",
                 "-d", f"host=127.0.0.1 port={source.port} user=wfm application_name=standby")

    def start(self, wait=True):
        settings = {"port": self.port, "unix_socket_directories": "",
                    "listen_addresses": f"{self.address},127.0.0.1"} | self.settings
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(
            [postgres("postgres"), "-D", str(self.data), *options], cwd=self.folder, stdout=log,
            stderr=log, env=self.environment, start_new_session=True, **server_user())
        log.close()
        if wait:
            self.await_ready()

    def await_ready(self, patience=60):
        deadline = time.monotonic() + patience
        while True:
            try:
                return self.connect(database="postgres").close()
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.folder / "log").read_text()[-2000:])
                time.sleep(0.02)

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self, immediate=False):
        if self.is_running:
            self.process.send_signal(signal.SIGQUIT if immediate else signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(20)

    def connect(self, database="wfm"):
        return psycopg.connect(
            f"host=127.0.0.1 port={self.port} user=wfm dbname={database} connect_timeout=5"
            " options='-c statement_timeout=90000'", autocommit=True)
