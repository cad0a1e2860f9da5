"""The file system of the data directory is full."""

import os
import subprocess
import tempfile
import time

from ..cluster import Cluster
from ..places import need_root
from ..world import World
from . import Kind

# The free bytes before the disk is filled. PostgreSQL's log uses up to 96 MB of them.
ROOM = 512 << 20


class SmallDiskWorld(World):
    def __init__(self, seed, **options):
        need_root("it mounts a small tmpfs for the data directory")
        self.mount = tempfile.mkdtemp(prefix="wfm-faults-disk-")
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={ROOM},mode=755", "tmpfs", self.mount],
                       check=True)
        cluster = Cluster(f"{self.mount}/postgres",
                          settings={"max_wal_size": "96MB", "wal_recycle": "off"})
        super().__init__(seed, cluster=cluster, **options)

    def make_room(self):
        """Enlarges the disk, so that imported data alone do not fill it."""
        status = os.statvfs(self.mount)
        used = (status.f_blocks - status.f_bfree) * status.f_frsize
        subprocess.run(["mount", "-o", f"remount,size={used + ROOM}", self.mount], check=True)

    def __exit__(self, *arguments):
        super().__exit__(*arguments)
        subprocess.run(["umount", self.mount], check=True)
        os.rmdir(self.mount)


class DiskFull(Kind):
    """The disk fills up while imports write. PostgreSQL may stop because it cannot write its log."""

    name = "disk-full"

    def world(self, seed):
        return SmallDiskWorld(seed, quick=self.quick)

    def inject(self, world):
        world.await_running()
        world.make_room()
        filler = f"{world.mount}/filler"
        room = os.statvfs(world.mount)
        # Leaves a few pages, so that the next extension of a table or of the log fails.
        left = world.rng.choice([0, 256, 1024, 4096]) * 1024
        with open(filler, "wb") as file:
            try:
                os.posix_fallocate(file.fileno(), 0, max(4096, room.f_bavail * room.f_bsize - left))
            except OSError:
                pass  # Another process used the space meanwhile, so the disk is full anyway.
        time.sleep(1 + world.rng.random() * 2)
        os.unlink(filler)
        if not world.cluster.is_running:
            world.cluster.start()
        world.cluster.await_ready()
        return time.monotonic()
