"""PgBouncer in transaction mode between the servers and PostgreSQL."""

import os
import signal
import subprocess
import time

from ..cluster import server_user
from ..places import free_port, program
from ..world import World
from . import Kind


class PoolerWorld(World):
    def __init__(self, seed, **options):
        self.pooler_program = program("pgbouncer")
        self.pooler, self.pooler_port = None, free_port()
        super().__init__(
            seed, settings={"WFM_DATABASE_POOLER": "transaction"},
            database_url=f"host=127.0.0.1 port={self.pooler_port} user=wfm dbname=wfm", **options)

    def before_replicas(self):
        self.start_pooler()

    def start_pooler(self):
        path = f"{self.folder}/pgbouncer.ini"
        with open(path, "w") as file:
            file.write(
                f"[databases]\nwfm = host=127.0.0.1 port={self.cluster.port} dbname=wfm\n"
                f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {self.pooler_port}\n"
                f"unix_socket_dir =\nauth_type = any\npool_mode = transaction\n"
                f"default_pool_size = 8\nmax_client_conn = 200\nserver_login_retry = 1\n"
                f"ignore_startup_parameters = application_name\n"
                f"logfile = {self.cluster.folder}/pgbouncer.log\n")
        os.chmod(path, 0o644)
        # auth_type any connects every client as one user of the server.
        text = open(path).read().replace("dbname=wfm\n", "dbname=wfm user=wfm\n", 1)
        open(path, "w").write(text)
        self.pooler = subprocess.Popen(
            [self.pooler_program, "-q", path], start_new_session=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, **server_user())

    def stop_pooler(self):
        if self.pooler:
            self.pooler.send_signal(signal.SIGKILL)
            self.pooler.wait()

    def __exit__(self, *arguments):
        self.stop_pooler()
        super().__exit__(*arguments)


class Pooler(Kind):
    """The pooler is killed, its sessions with PostgreSQL end, PostgreSQL restarts behind it, or a server is
    killed."""

    name = "pooler"
    may_end_as_error = True

    def world(self, seed):
        return PoolerWorld(seed, quick=self.quick)

    def begin(self, world):
        with world.connect() as connection:
            (direct,) = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                " AND application_name LIKE 'replica%' AND usename <> 'wfm'").fetchone()
        assert direct == 0

    def inject(self, world):
        world.await_running()
        match world.rng.randrange(4):
            case 0:
                world.stop_pooler()
                time.sleep(world.rng.random())
                world.start_pooler()
            case 1:
                with world.connect() as connection:
                    connection.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                        " pid <> pg_backend_pid() AND backend_type = 'client backend'")
            case 2:
                world.cluster.stop(immediate=True)
                world.cluster.start()
            case 3:
                victim = world.rng.choice(world.replicas)
                victim.kill()
                victim.start()
        return time.monotonic()
