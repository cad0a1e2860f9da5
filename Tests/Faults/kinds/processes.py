"""Servers die or get SIGTERM."""

import time

from . import Kind


class KillOne(Kind):
    """kill -9 of a server during an import."""

    name = "kill-one"
    # Three kills during one import end it as ERROR, as for a file that kills its worker.
    may_end_as_error = True

    def inject(self, world):
        world.await_running()
        victim = world.rng.choice(world.replicas)
        victim.kill()
        over = time.monotonic()
        victim.start()
        return over


class KillAll(Kind):
    """kill -9 of all servers at the same time."""

    name = "kill-all"
    may_end_as_error = True

    def inject(self, world):
        world.await_running()
        for victim in world.replicas:
            victim.process.kill()
        for victim in world.replicas:
            victim.kill()
            victim.start(wait=False)
        over = time.monotonic()
        return over


class Terminate(Kind):
    """SIGTERM during uploads and imports."""

    name = "sigterm"

    def inject(self, world):
        world.await_running()
        victim = world.rng.choice(world.replicas)
        status = victim.stop()
        assert status == 0, f"SIGTERM ended {victim.name} with status {status}: {victim.tail()}"
        over = time.monotonic()
        victim.start()
        return over
