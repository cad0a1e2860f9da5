"""Too much load, one greedy account, and a long time."""

import asyncio
import json
import random
import statistics
import threading
import time
import uuid

import aiohttp

from .. import files
from ..client import IMPORTS, Client, form
from ..world import World
from . import Kind

ACCOUNTS = 1000
# The limit of a server's memory in MiB: twice WFM_UPLOAD_MEMORY, because files are on their way to
# PostgreSQL; 1/8 for each connection (its receive buffer of 64 KiB and its tasks); and 100 for two
# imports and the program.
UPLOAD_MEMORY = 16
# Slow uploads. Together they hold all of the memory for uploads.
SLOW = 3
MEMORY_BOUND = 2 * UPLOAD_MEMORY + ACCOUNTS // 8 + 100
# The limit for an accepted upload in seconds: 5 s for memory, 5 s for WFM_DATABASE_POOL_WAIT, and the same
# again for receiving and storing on a machine that also runs the clients.
LATENCY_BOUND = 15
# The limit for reading a response that arrives while the client still sends, in seconds. The server
# drops the rest of a body for 30 s in total, and for 10 s without a byte.
CLIENT_PATIENCE = 5


def percentile(values, part):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else 0


class Sampler:
    """Samples the resources of the servers every half second."""

    def __init__(self, world):
        self.world, self.samples, self.stopping = world, [], threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        with self.world.connect() as connection:
            while not self.stopping.wait(0.5):
                (sessions,) = connection.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'replica%'"
                ).fetchone()
                usages = [replica.usage() for replica in self.world.replicas]
                self.samples.append(
                    {what: sum(usage[what] for usage in usages) for what in usages[0]}
                    | {"sessions": sessions, "largest": max(usage["memory"] for usage in usages)})

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.thread.join()

    def mean(self, what, begin, end):
        part = self.samples[int(len(self.samples) * begin):int(len(self.samples) * end)]
        return statistics.mean(sample[what] for sample in part)


class Load(Kind):
    """1,000 accounts upload and poll. Slow uploads hold the memory for uploads longer than other uploads
    wait. Uploads without memory are rejected with Retry-After. All others complete, in limited time and
    memory."""

    name = "load"
    once = True
    seconds = 600
    limit = 600

    def world(self, seed):
        return World(seed, quick=self.quick, replicas=1, uploaders=0, settings={
            "WFM_UPLOAD_MEMORY": str(UPLOAD_MEMORY), "WFM_DATABASE_POOL_SIZE": "10",
            "WFM_MAX_CONNECTIONS": "1200", "WFM_MAX_CONNECTIONS_PER_CLIENT": "1200"})

    def begin(self, world):
        with world.connect() as connection, connection.transaction():
            names = [world.make_account(connection) for _ in range(ACCOUNTS + SLOW)]
        clients = [Client(name) for name in names]
        self.clients, self.slow = clients[:ACCOUNTS], clients[ACCOUNTS:]
        # Files of a few rows, a tenth of a megabyte, and a megabyte.
        self.forms = [(file, *form(file)) for file in (
            files.make(world.rng, rows) for rows in (20, 20, 20, 1000, 1000, 12000))]
        self.latencies, self.refusals, self.statuses = [], [], {}
        self.cut, self.lag = [], 0.0

    def inject(self, world):
        with Sampler(world) as self.sampler:
            asyncio.run(self.offer(world, time.monotonic() + self.seconds))
        return time.monotonic()

    async def offer(self, world, until):
        address = f"http://{world.replicas[0].address}:{world.replicas[0].port}"
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(
                address, connector=connector, timeout=aiohttp.ClientTimeout(60)) as session:
            await asyncio.gather(
                self.watch(until), *(self.trickle(world, client, until) for client in self.slow), *(
                    self.account(world, session, client, random.Random(number), until)
                    for number, client in enumerate(self.clients)))

    async def trickle(self, world, client, until):
        """Every 16 s, sends a part of the largest file over 8 s and disconnects."""
        replica = world.replicas[0]
        while time.monotonic() < until:
            reader, writer = await asyncio.open_connection(replica.address, replica.port)
            try:
                writer.write((
                    f"POST {IMPORTS} HTTP/1.1\r\nHost: localhost\r\nAuthorization: "
                    f"{client.authorization['Authorization']}\r\nContent-Type: multipart/form-data; "
                    f"boundary=end\r\nContent-Length: {(UPLOAD_MEMORY << 20) // SLOW}\r\n\r\n"
                    '--end\r\nContent-Disposition: form-data; name="csv_file"; filename="s.csv"'
                    "\r\n\r\n").encode())
                for _ in range(16):
                    await asyncio.sleep(0.5)
                    writer.write(b"x" * 1024)
                    await writer.drain()
            except ConnectionError:
                pass  # The upload was rejected.
            finally:
                writer.close()
            await asyncio.sleep(8)

    async def watch(self, until):
        """Measures how long the clients' event loop delays their reads."""
        while time.monotonic() < until:
            began = time.monotonic()
            await asyncio.sleep(0.1)
            self.lag = max(self.lag, time.monotonic() - began - 0.1)

    async def account(self, world, session, client, rng, until):
        id = None
        while time.monotonic() < until:
            method, path, body, headers, file = "GET", f"{IMPORTS}/{id}", None, {}, None
            if id is None:
                file, body, media_type = rng.choice(self.forms)
                method, path, headers = "POST", IMPORTS, {"Content-Type": media_type}
            began = time.monotonic()
            try:
                async with session.request(
                        method, path, data=body, headers=client.authorization | headers) as response:
                    text = await response.read()
            except aiohttp.ClientError as error:
                self.cut.append(error)
                await asyncio.sleep(0.2)
                continue
            status = response.status
            self.statuses[method, status] = self.statuses.get((method, status), 0) + 1
            if status == 202:
                self.latencies.append(time.monotonic() - began)
                id = response.headers["Location"].split("/")[-1]
                world.accepted[uuid.UUID(id)] = file.digest
            elif status == 200:
                if json.loads(text)["status"] != "PROCESSING":
                    id = None
            else:
                self.refusals.append((status, response.headers.get("Retry-After")))
            await asyncio.sleep(rng.random() * 0.2)

    def end(self, world):
        memory = max(sample["largest"] for sample in self.sampler.samples)
        counts = ", ".join(f"{method} {status}: {count}" for (method, status), count in
                           sorted(self.statuses.items()))
        self.note = (
            f"{len(self.clients)} accounts; {counts}; accepted in "
            f"{percentile(self.latencies, 0.5):.2f} s (median), "
            f"{percentile(self.latencies, 0.99):.2f} s (99 %), {max(self.latencies):.2f} s (longest); "
            f"memory of the server at most {memory} MiB; {len(self.cut)} connections cut; the "
            f"clients' own delay at most {self.lag:.1f} s")
        if self.lag < CLIENT_PATIENCE:
            assert not self.cut, f"{self.cut[0]!r}: {self.note}"
        refused_with = {status for status, _ in self.refusals}
        assert 503 in refused_with, f"no upload was rejected: {self.note}"
        assert refused_with <= {429, 503}, self.note
        assert all(wait and int(wait) > 0 for _, wait in self.refusals), "a rejection lacks Retry-After"
        assert max(self.latencies) < LATENCY_BOUND, self.note
        assert memory < MEMORY_BOUND, self.note


class Fairness(Kind):
    """One account uploads the largest files back to back, another one small files."""

    name = "fairness"

    def world(self, seed):
        return World(seed, quick=self.quick, replicas=1, uploaders=0)

    def begin(self, world):
        self.largest = files.make(world.rng, 56000, bad=0)
        self.small = files.make(world.rng, 50, bad=0)
        self.waits = {"alone": [], "beside": []}
        self.client = Client(world.make_account())
        for _ in range(5):
            self.measure(world, "alone")
        greedy = threading.Thread(target=self.take_all, args=(world,), daemon=True)
        # Stops with the other uploads, so that the check sees every accepted import.
        world.uploaders.append(greedy)
        greedy.start()

    def take_all(self, world):
        client = Client(world.make_account())
        while not world.stopping.is_set():
            world.upload(client, self.largest)

    def measure(self, world, name):
        began = time.monotonic()
        id = world.upload(self.client, self.small, world.rng)
        assert id, world.outcomes[-1]
        while self.client.status(world.address_of(world.rng), id) == "PROCESSING":
            time.sleep(0.01)
        self.waits[name].append(time.monotonic() - began)

    def inject(self, world):
        world.await_running()
        self.measure(world, "beside")
        return time.monotonic()

    def end(self, world):
        alone, beside = (statistics.median(self.waits[name]) for name in ("alone", "beside"))
        self.note = (f"a small import took {alone:.2f} s alone, {beside:.2f} s beside the largest "
                     f"(medians; longest {max(self.waits['beside']):.2f} s)")
        assert beside - alone < 1, self.note


class Soak(Kind):
    """The usual load for a long time. Memory, descriptors, threads and sessions must not grow."""

    name = "soak"
    once = True
    seconds = 1800

    def inject(self, world):
        with Sampler(world) as self.sampler:
            time.sleep(self.seconds)
        return time.monotonic()

    def end(self, world):
        early, late = ({what: round(self.sampler.mean(what, *part)) for what in
                        ("memory", "threads", "descriptors", "sessions")}
                       for part in ((0.3, 0.5), (0.8, 1.0)))
        self.note = f"in the middle and at the end: {early}, {late}"
        slack = {"memory": max(60, early["memory"] * 0.2), "threads": 6, "descriptors": 12,
                 "sessions": 6}
        for what, allowed in slack.items():
            assert late[what] <= early[what] + allowed, f"{what} grew: {self.note}"
