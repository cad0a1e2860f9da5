"""Faults of the network between the servers and PostgreSQL. The servers run in a separate namespace, in
which packets can be dropped silently."""

import os
import socket
import subprocess
import threading
import time

from ..cluster import Cluster
from ..places import need_root, program
from ..world import World
from . import Kind

HOST, INSIDE = "10.213.{}.1", "10.213.{}.2"
POOL, WORKER = 4, 4


class NamespaceWorld(World):
    """Replicas in a network namespace, PostgreSQL and clients outside, and a virtual cable."""

    def __init__(self, seed, **options):
        need_root("it makes a network namespace")
        self.ip, self.nft = program("ip"), program("nft")
        number = os.getpid() % 250
        self.namespace, self.cable = f"wfm-{os.getpid()}", f"wfm{os.getpid() % 100000}"
        self.host, inside = HOST.format(number), INSIDE.format(number)
        ip = self.ip
        for command in (
                [ip, "netns", "add", self.namespace],
                [ip, "link", "add", self.cable, "type", "veth", "peer", "name", "eth0", "netns",
                 self.namespace],
                [ip, "address", "add", f"{self.host}/24", "dev", self.cable],
                [ip, "link", "set", self.cable, "up"],
                [ip, "-n", self.namespace, "address", "add", f"{inside}/24", "dev", "eth0"],
                [ip, "-n", self.namespace, "link", "set", "eth0", "up"],
                [ip, "-n", self.namespace, "link", "set", "lo", "up"]):
            subprocess.run(command, check=True)
        super().__init__(
            seed, prefix=[ip, "netns", "exec", self.namespace], address=inside, **options)
        self.cluster = Cluster(f"{self.folder}/postgres", address=self.host)
        self.database_url = self.cluster.dsn

    def __exit__(self, *arguments):
        super().__exit__(*arguments)
        subprocess.run([self.ip, "netns", "delete", self.namespace], check=True)

    def rules(self, *rules):
        """Replaces the rules for packets to PostgreSQL (`output`) and from it (`input`)."""
        port = self.cluster.port
        table = "table inet faults {}\ndelete table inet faults\n"
        if rules:
            chains = {"output": f"tcp dport {port}", "input": f"tcp sport {port}"}
            table += "table inet faults {\n" + "".join(
                f"chain {name} {{ type filter hook {name} priority 0; "
                + "".join(f"{match} {verdict}; " for chain, verdict in rules if chain == name)
                + "}\n" for name, match in chains.items()) + "}\n"
        subprocess.run(
            [self.ip, "netns", "exec", self.namespace, self.nft, "-f", "-"], input=table, text=True,
            check=True)

    def backends(self):
        """Returns the number of sessions of each replica."""
        with self.connect() as connection:
            return dict(connection.execute(
                "SELECT application_name, count(*) FROM pg_stat_activity"
                " WHERE application_name LIKE 'replica%' GROUP BY 1").fetchall())


class NetworkKind(Kind):
    def world(self, seed):
        return NamespaceWorld(seed, quick=self.quick)

    def begin(self, world):
        # By then, every connection and its thread exist.
        time.sleep(3)
        self.before = [replica.usage() for replica in world.replicas]

    def for_a_while(self, world):
        """Mostly shorter than the 20 s after which a connection is considered lost."""
        time.sleep(world.rng.uniform(0.5, 6) if self.quick or world.rng.random() < 0.7 else 35)

    def end(self, world):
        """Checks for leaks: threads and descriptors grow only by connections made on demand."""
        after = [replica.usage() for replica in world.replicas]
        for name, before, now in zip(world.replicas, self.before, after):
            for what in ("threads", "descriptors"):
                assert now[what] <= before[what] + POOL + WORKER, f"{what}: {before} then {now}"
        # If a session never learns of its client's end, keepalive ends it.
        deadline = time.monotonic() + 60
        while max(world.backends().values(), default=0) > POOL + WORKER:
            assert time.monotonic() < deadline, f"sessions left: {world.backends()}"
            time.sleep(0.2)


class Cut(NetworkKind):
    """All packets are dropped silently."""

    name = "network-cut"

    def inject(self, world):
        world.await_running()
        world.rules(("output", "drop"), ("input", "drop"))
        self.for_a_while(world)
        world.rules()
        return time.monotonic()


class OneWay(NetworkKind):
    """Packets are dropped in one direction."""

    name = "network-one-way"

    def inject(self, world):
        world.await_running()
        world.rules((world.rng.choice(["output", "input"]), "drop"))
        self.for_a_while(world)
        world.rules()
        return time.monotonic()


class Reset(NetworkKind):
    """Connections are reset during a COPY."""

    name = "network-reset"

    def inject(self, world):
        with world.connect() as connection:
            deadline = time.monotonic() + 30
            while not connection.execute(
                    "SELECT 1 FROM pg_stat_activity WHERE state = 'active'"
                    " AND query LIKE 'COPY schedule_events%'").fetchone():
                if time.monotonic() > deadline:
                    raise RuntimeError("no COPY started")
        world.rules(("output", "reject with tcp reset"), ("input", "reject with tcp reset"))
        time.sleep(world.rng.uniform(0.2, 1))
        world.rules()
        return time.monotonic()


class Delay(Kind):
    """Each packet to and from PostgreSQL is delayed."""

    name = "network-delay"
    limit = 60

    def world(self, seed):
        return DelayWorld(seed, quick=self.quick, sizes=(200, 1000, 4000))

    def inject(self, world):
        world.await_running()
        world.delay = 0.5 if world.rng.random() < 0.5 else 1.0
        time.sleep(3)
        world.delay = 0
        return time.monotonic()


class DelayWorld(World):
    """A relay in front of PostgreSQL that delays bytes. Not every kernel has netem."""

    delay = 0.0

    def before_replicas(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.database_url = (
            f"host=127.0.0.1 port={self.listener.getsockname()[1]} user=wfm dbname=wfm")
        threading.Thread(target=self.relay, daemon=True).start()

    def relay(self):
        while True:
            client, _ = self.listener.accept()
            try:
                server = socket.create_connection(("127.0.0.1", self.cluster.port))
            except OSError:
                client.close()
                continue
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self.pump, args=(source, sink), daemon=True).start()

    def pump(self, source, sink):
        try:
            while piece := source.recv(1 << 16):
                if self.delay:
                    time.sleep(self.delay)
                sink.sendall(piece)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
