"""Wrong clocks and jumping clocks."""

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
    """Returns the environment in which a program sees the clock of the file."""
    libraries = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
    if not libraries:
        raise Skip("libfaketime is missing: run scripts/install-dependencies --faults")
    timers = f"{folder}/timerfd.so"
    if not os.path.exists(timers):
        compiler = shutil.which("clang") or program("cc")
        source = pathlib.Path(__file__).with_name("timerfd.c")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", timers, source], check=True)
    # A step of the real clock does not move the monotonic clock.
    return {"LD_PRELOAD": f"{timers}:{libraries[0]}", "FAKETIME_TIMESTAMP_FILE": file, "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def set_clock(file, hours):
    with open(file + ".new", "w") as new:
        new.write(f"{hours:+d}h\n")
    os.chmod(file + ".new", 0o644)
    os.rename(file + ".new", file)


class ClockWorld(World):
    """Each replica has its own clock. The first is an hour ahead, the second an hour behind."""

    def __init__(self, seed, **options):
        super().__init__(seed, **options)
        self.clocks = [f"{self.folder}/clock{n}" for n in range(self.replica_count)]

    def set_up(self):
        super().set_up()
        for replica, clock, hours in zip(self.replicas, self.clocks, (1, -1, 0)):
            set_clock(clock, hours)
            replica.environment |= faketime(clock, self.folder)
            # The library sets a variable. A Swift program in which that happens does not find its
            # arguments. If a shell loads the library first, the variable is already set.
            replica.prefix = ["/bin/sh", "-c", 'exec "$0" "$@"']
            replica.kill()
            replica.start()


class ReplicaClock(Kind):
    """The clocks of replicas are an hour off, and jump in both directions."""

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
    """PostgreSQL's clock jumps by hours in both directions, while imports wait and run."""

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
            # Makes some imports wait for their next attempt.
            connection.execute(
                f"SELECT pg_terminate_backend(pid) FROM ({RUNNING}) AS running")
        set_clock(self.clock, hours)
        with world.connect() as connection:
            (seconds,) = connection.execute(
                "SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
        assert abs(seconds - time.time() - hours * 3600) < 60, "the clock did not move"
        return time.monotonic()
