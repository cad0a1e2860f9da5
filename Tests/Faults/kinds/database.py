"""PostgreSQL stops, ends a session, has no connection left, or is locked."""

import itertools
import time

import psycopg

from ..world import LOCK_CLASS, RUNNING
from . import Kind


class Restart(Kind):
    """PostgreSQL is stopped abruptly during imports, and started after a while."""

    name = "database-restart"

    def begin(self, world):
        # Every fifth outage is longer than a worker could be expected to wait.
        self.outages = itertools.cycle([0, 1, 12 if self.quick else 40, 0, 2])

    def inject(self, world):
        world.await_running()
        world.cluster.stop(immediate=True)
        time.sleep(next(self.outages))
        world.cluster.start()
        return time.monotonic()


class Backend(Kind):
    """pg_terminate_backend ends the session of a running import."""

    name = "backend-terminated"

    def inject(self, world):
        with world.connect() as connection:
            while True:
                world.await_running()
                ended = connection.execute(
                    f"SELECT pg_terminate_backend(pid) FROM ({RUNNING}) AS running").fetchall()
                if ended:
                    return time.monotonic()


class Connections(Kind):
    """The servers' sessions end, and another program takes every connection."""

    name = "too-many-connections"

    def inject(self, world):
        world.await_running()
        held = []
        with world.connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name LIKE 'replica%'")
            try:
                while True:
                    held.append(world.connect())
            except psycopg.OperationalError:
                pass
            deadline = time.monotonic() + world.rng.random() * 2
            while time.monotonic() < deadline:
                try:
                    held.append(world.connect())
                except psycopg.OperationalError:
                    time.sleep(0.05)
            for other in held:
                other.close()
        return time.monotonic()


class Lock(Kind):
    """Another session locks accounts, the row of an import, or the table of events."""

    name = "lock"
    # Shorter than the time of the lock, and than the default.
    world_options = {"settings": {"WFM_DATABASE_LOCK_TIMEOUT": "2"}}

    def inject(self, world):
        seconds = 4 if self.quick else 60
        with world.connect() as holder, world.connect() as observer, holder.transaction():
            what = world.rng.choice(["account", "row", "change", "table"])
            if what == "table":
                holder.execute("LOCK TABLE schedule_events IN ACCESS EXCLUSIVE MODE")
            elif what == "account":
                # More accounts than a worker polls for, so that these could hide the others.
                held = [row[0] for row in observer.execute(
                    "SELECT account_id FROM accounts ORDER BY account_id DESC LIMIT 2")]
                for account in held:
                    holder.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_CLASS, account])
            else:
                strength = "UPDATE" if what == "row" else "NO KEY UPDATE"
                holder.execute(
                    f"SELECT 1 FROM imports WHERE status = 'PROCESSING' LIMIT 1 FOR {strength}")
            time.sleep(seconds)
        return time.monotonic()
