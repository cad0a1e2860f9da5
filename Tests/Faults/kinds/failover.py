"""The primary dies, and a standby is promoted."""

import time

from ..cluster import Cluster
from ..world import World
from . import Kind


class ReplicatedWorld(World):
    """A primary and a synchronous standby. Both have every acknowledged commit."""

    def set_up(self):
        settings = {"synchronous_standby_names": "standby", "wal_keep_size": "256MB"}
        self.cluster.create()
        self.cluster.stop()
        self.cluster.settings |= settings
        self.cluster.start()
        self.other = Cluster(f"{self.folder}/other", settings=settings)
        self.make_standby()
        self.database_url = (
            f"host=127.0.0.1,127.0.0.1 port={self.cluster.port},{self.other.port} user=wfm"
            " dbname=wfm target_session_attrs=read-write connect_timeout=2")
        super().set_up()

    def make_standby(self):
        self.other.copy(self.cluster)
        self.other.start()
        with self.connect() as connection:
            while not connection.execute(
                    "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'"
                    " AND state = 'streaming'").fetchone():
                time.sleep(0.02)

    def __exit__(self, *arguments):
        if hasattr(self, "other"):
            self.other.stop(immediate=True)
        super().__exit__(*arguments)


class Failover(Kind):
    """The primary dies, the synchronous standby is promoted, and a new standby is created."""

    name = "failover"

    def world(self, seed):
        return ReplicatedWorld(seed, quick=self.quick)

    def inject(self, world):
        world.await_running()
        world.cluster.stop(immediate=True)
        world.other.run("pg_ctl", "promote", "-w", "-D", world.other.data)
        world.cluster, world.other = world.other, world.cluster
        world.make_standby()
        return time.monotonic()
