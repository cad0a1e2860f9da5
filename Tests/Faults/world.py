"""The environment of a kind of fault: PostgreSQL, replicas, running uploads, the law."""

import itertools
import logging
import random
import shutil
import subprocess
import tempfile
import threading
import time
import uuid

import psycopg

from . import files, law
from .client import Client
from .cluster import Cluster
from .places import WFM
from .replica import Replica

# Sessions are lost here all the time.
logging.getLogger("psycopg").setLevel(logging.CRITICAL)

# The first half of the key of an account's lock (Store/AdvisoryLocks.swift).
LOCK_CLASS = 0x57464D01
# The sessions of running imports.
RUNNING = ("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
           f" AND classid = {LOCK_CLASS}")


class World:
    def __init__(self, seed, *, replicas=3, uploaders=3, sizes=None, rounds=3,
                 cluster=None, settings=None, database_url=None, prefix=(), address="127.0.0.1",
                 quick=True):
        """`prefix` is a command that executes the replicas' command. The replicas use `database_url`."""
        self.rng = random.Random(seed)
        self.quick = quick
        self.folder = tempfile.mkdtemp(prefix="wfm-faults-")
        subprocess.run(["chmod", "755", self.folder], check=True)
        self.cluster = cluster or Cluster(f"{self.folder}/postgres")
        self.database_url, self.settings = database_url, settings or {}
        self.prefix, self.address = prefix, address
        self.replica_count, self.rounds = replicas, rounds
        sizes = sizes or ((200, 2000, 8000) if quick else (200, 4000, 16000))
        # The largest file is rare, because it takes the longest.
        self.files = [files.make(self.rng, size) for size in (*sizes * 3, *sizes[:2] * 2)]
        self.replicas, self.extras = [], []
        self.accepted, self.outcomes = {}, []
        self.numbers = itertools.count()
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.uploaders = [
            threading.Thread(target=self.keep_uploading, args=(random.Random(seed + n),), daemon=True)
            for n in range(uploaders)]

    # Beginning and end

    def __enter__(self):
        try:
            self.set_up()
            return self
        except BaseException:
            self.__exit__()
            raise

    def set_up(self):
        if not self.cluster.is_running:
            self.cluster.create()
        self.migrate()
        self.before_replicas()
        url = self.database_url or self.cluster.dsn
        for number in range(self.replica_count):
            replica = Replica(
                f"replica{number}", self.folder, f"{url} application_name=replica{number}",
                settings=self.settings, prefix=self.prefix, address=self.address)
            self.replicas.append(replica)
            replica.start()
        for uploader in self.uploaders:
            uploader.start()

    def before_replicas(self):
        """Starts the services that the replicas need."""

    def migrate(self):
        done = subprocess.run(
            [WFM, "migrate", "up", "--database-url", self.cluster.dsn], text=True,
            capture_output=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        with self.connect() as connection:
            connection.execute(law.AUDIT)

    def __exit__(self, *_):
        self.stopping.set()
        for process in self.replicas + self.extras:
            process.kill()
        self.cluster.stop(immediate=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self):
        return self.cluster.connect()

    # Uploads

    def make_account(self, connection=None):
        """Creates an account with the agents and event types of the files."""
        name = f"account-{next(self.numbers)}"
        if not connection:
            with self.connect() as own:
                return self.make_account(own)
        names, emails, active = map(list, zip(*files.AGENTS))
        with connection.transaction():
            (id,) = connection.execute(
                "INSERT INTO accounts (external_id) VALUES (%s) RETURNING account_id",
                [name]).fetchone()
            connection.execute(
                "INSERT INTO agents (account_id, name, email, email_key, active)"
                " SELECT %s, name, email, key, active"
                " FROM unnest(%s::text[], %s::text[], %s::text[], %s::boolean[])"
                " AS agent (name, email, key, active)",
                [id, names, emails, [email.lower() for email in emails], active])
            connection.execute(
                "INSERT INTO event_types (account_id, name, name_key)"
                " SELECT %s, name, lower(name) FROM unnest(%s::text[]) AS name",
                [id, files.TYPES])
        return name

    def address_of(self, rng):
        replica = rng.choice(self.replicas)
        return replica.address, replica.port

    def keep_uploading(self, rng):
        while not self.stopping.is_set():
            try:
                client = Client(self.make_account())
            except psycopg.Error:
                time.sleep(0.1)
                continue
            for _ in range(self.rounds):
                if self.stopping.is_set():
                    return
                id = self.upload(client, rng.choice(self.files), rng)
                while id and not self.stopping.is_set():
                    try:
                        status = client.status(self.address_of(rng), id)
                        self.note("GET", 200 if isinstance(status, str) else status)
                        if isinstance(status, str) and status != "PROCESSING":
                            break
                    except OSError as error:
                        self.note("GET", error)
                    time.sleep(0.05)
                # Keeps the checker's work small enough.
                self.stopping.wait(0.2)

    def upload(self, client, file, rng=random):
        """Uploads once. Returns the import's id if the upload was accepted."""
        id = None
        try:
            status, id = client.upload(self.address_of(rng), file)
            if id:
                with self.lock:
                    self.accepted[uuid.UUID(id)] = file.digest
            self.note("POST", status)
        except OSError as error:
            self.note("POST", error)
        if not id:
            time.sleep(0.05)
        return id

    def note(self, method, outcome):
        """The outcome at a client: a status, or the error of its connection."""
        self.outcomes.append((time.monotonic(), method, outcome))

    # Moments

    def await_running(self, patience=30):
        """Waits until an import runs, and then for a random moment in it."""
        with self.connect() as connection:
            deadline = time.monotonic() + patience
            while not connection.execute(RUNNING).fetchone():
                if time.monotonic() > deadline:
                    raise RuntimeError("no import started")
                time.sleep(0.002)
        time.sleep(self.rng.random() * self.rng.choice([0.02, 0.1, 0.3]))

    def recovery(self, over, limit):
        """Returns the seconds from `over` until every replica was ready and every import accepted by then
        had ended."""
        with self.lock:
            ids = list(self.accepted)
        ready = {}
        while True:
            try:
                for replica in self.replicas:
                    if replica not in ready:
                        status, _, _ = Client("nobody").request(
                            (replica.address, replica.port), "GET", "/health/ready", timeout=5)
                        if status == 200:
                            ready[replica] = True
                with self.connect() as connection:
                    (waiting,) = connection.execute(
                        "SELECT count(*) FROM imports WHERE status = 'PROCESSING'"
                        " AND import_id = ANY(%s)", [ids]).fetchone()
                if waiting == 0 and len(ready) == len(self.replicas):
                    return time.monotonic() - over
            except (OSError, psycopg.Error):
                pass
            if time.monotonic() - over > limit:
                raise Late(f"no recovery within {limit} s: {self.describe()}")
            time.sleep(0.02)

    def describe(self):
        try:
            with self.connect() as connection:
                rows = connection.execute(
                    "SELECT import_id, attempts, run_after - now(), now() - created_at FROM imports"
                    " WHERE status = 'PROCESSING'").fetchall()
        except psycopg.Error as error:
            rows = [error]
        return f"{[str(row) for row in rows]}; " + " / ".join(
            replica.tail()[-400:] for replica in self.replicas)

    # Judgement

    def judge(self, may_end_as_error=False, patience=120):
        """Stops the uploads, waits for the accepted imports, and checks the law in the database."""
        self.stopping.set()
        for uploader in self.uploaders:
            uploader.join(60)
        deadline = time.monotonic() + patience
        with self.connect() as connection:
            while time.monotonic() < deadline and connection.execute(
                    "SELECT 1 FROM imports WHERE status = 'PROCESSING' LIMIT 1").fetchone():
                time.sleep(0.05)
            return law.check(connection, self.accepted, may_end_as_error, self.report)

    def report(self, connection, account, id):
        """Returns an import's error report for the checker."""
        return law.stored_report(connection, account, id)


class Late(Exception):
    """An import or a replica did not recover in time."""
