"""Replicas restart one after the other behind a proxy. No client may notice."""

import subprocess
import time

from ..places import free_port, program
from ..world import World
from . import Kind


class ProxiedWorld(World):
    """HAProxy in front of the replicas. It checks /health/ready."""

    def __init__(self, seed, **options):
        self.proxy_program, self.proxy_port = program("haproxy"), free_port()
        super().__init__(
            seed, uploaders=6, settings={"WFM_SHUTDOWN_DELAY": "1"}, **options)

    def set_up(self):
        self.proxy = None
        super().set_up()

    def address_of(self, rng):
        if self.proxy is None:
            self.start_proxy()
        return "127.0.0.1", self.proxy_port

    def start_proxy(self):
        with self.lock:
            if self.proxy is not None:
                return
            servers = "".join(
                f"  server {replica.name} 127.0.0.1:{replica.port} check inter 300ms fall 1 rise 1\n"
                for replica in self.replicas)
            path = f"{self.folder}/haproxy.cfg"
            with open(path, "w") as file:
                file.write(
                    "defaults\n  mode http\n  timeout connect 2s\n  timeout client 60s\n"
                    "  timeout server 60s\n"
                    f"frontend wfm\n  bind 127.0.0.1:{self.proxy_port}\n  default_backend replicas\n"
                    "backend replicas\n  option httpchk GET /health/ready\n  option redispatch 1\n"
                    + servers)
            self.proxy = subprocess.Popen(
                [self.proxy_program, "-db", "-f", path], start_new_session=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(1)

    def __exit__(self, *arguments):
        if getattr(self, "proxy", None):
            self.proxy.kill()
            self.proxy.wait()
        super().__exit__(*arguments)


class Rolling(Kind):
    """The replicas restart under load, one after the other. No request may fail."""

    name = "rolling-restart"

    def world(self, seed):
        return ProxiedWorld(seed, quick=self.quick)

    def begin(self, world):
        self.next = 0
        time.sleep(2)
        world.outcomes.clear()

    def inject(self, world):
        world.await_running()
        victim = world.replicas[self.next % len(world.replicas)]
        self.next += 1
        status = victim.stop(patience=14)
        assert status == 0, f"SIGTERM ended {victim.name} with status {status}: {victim.tail()}"
        victim.start()
        # As in a rollout, the next restart waits until the proxy uses this replica again.
        time.sleep(1)
        return time.monotonic()

    def end(self, world):
        wrong = [outcome for _, _, outcome in world.outcomes if outcome not in (200, 202, 409)]
        self.note = f"{len(world.outcomes)} requests, {len(wrong)} of them failed"
        assert not wrong, f"{self.note}: {wrong[:10]}"
