"""Clocks that are wrong, and clocks that jump."""

import email.utils
import glob
import os
import pathlib
import shutil
import subprocess
import time

from ..client import Client
from ..cluster import Cluster
from ..places import Skip, program
from ..world import RUNNING, World
from . import Kind


def faketime(file, folder):
    """The environment under which a program sees the clock that the file says."""
    libraries = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    if not libraries:
        raise Skip("there is no faketime here: scripts/install-dependencies --faults")
    timers = f"{folder}/timerfd.so"
    if not os.path.exists(timers):
        compiler = shutil.which("clang") or program("cc")
        source = pathlib.Path(__file__).with_name("timerfd.c")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", timers, source], check=True)
    # A step of the real clock does not move the monotonic one either.
    return {"LD_PRELOAD": f"{timers}:{libraries[0]}", "FAKETIME_TIMESTAMP_FILE": file, "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def set_clock(file, hours):
    with open(file + ".new", "w") as new:
        new.write(f"{hours:+d}h\n")
    os.chmod(file + ".new", 0o644)
    os.rename(file + ".new", file)


class ClockWorld(World):
    """Each replica has a clock of its own; the first is an hour ahead, the second an hour behind."""

    def __init__(self, seed, **options):
        super().__init__(seed, **options)
        self.clocks = [f"{self.folder}/clock{n}" for n in range(self.replica_count)]

    def set_up(self):
        super().set_up()
        for replica, clock, hours in zip(self.replicas, self.clocks, (1, -1, 0)):
            set_clock(clock, hours)
            replica.environment |= faketime(clock, self.folder)
            # The library sets a variable, after which a Swift program that it was loaded into does
            # not find its arguments; loaded into a shell before, it finds the variable set.
            replica.prefix = ["/bin/sh", "-c", 'exec "$0" "$@"']
            replica.kill()
            replica.start()


class ReplicaClock(Kind):
    """Replicas whose clocks are an hour off, and jump back and forth."""

    name = "clock-of-replica"

    def world(self, seed):
        return ClockWorld(seed, quick=self.quick)

    def inject(self, world):
        world.await_running()
        number, hours = world.rng.randrange(3), world.rng.choice([-24, -1, 0, 1, 24])
        set_clock(world.clocks[number], hours)
        replica = world.replicas[number]
        deadline = time.monotonic() + 10
        while abs(self.time_of(replica) - time.time() - hours * 3600) > 60:
            assert time.monotonic() < deadline, "the clock did not move"
            time.sleep(0.1)
        return time.monotonic()

    def time_of(self, replica):
        _, headers, _ = Client("nobody").request(
            (replica.address, replica.port), "GET", "/health/live")
        return email.utils.parsedate_to_datetime(headers["Date"]).timestamp()


class DatabaseClock(Kind):
    """PostgreSQL's clock jumps back and forth by hours, with imports waiting and running."""

    name = "clock-of-database"

    def world(self, seed):
        world = World(seed, quick=self.quick, replicas=2)
        self.clock = f"{world.folder}/clock"
        set_clock(self.clock, 0)
        world.cluster = Cluster(f"{world.folder}/postgres", environment=faketime(self.clock, world.folder))
        return world

    def inject(self, world):
        world.await_running()
        hours = world.rng.choice([-3, -2, -1, 0, 1, 2, 3])
        with world.connect() as connection:
            # Some imports wait for their next attempt.
            connection.execute(
                f"SELECT pg_terminate_backend(pid) FROM ({RUNNING}) AS running")
        set_clock(self.clock, hours)
        with world.connect() as connection:
            (seconds,) = connection.execute(
                "SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
        assert abs(seconds - time.time() - hours * 3600) < 60, "the clock did not move"
        return time.monotonic()
