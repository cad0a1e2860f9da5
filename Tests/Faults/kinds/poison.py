"""A file that kills its worker at each attempt."""

import time

from ..client import Client
from ..replica import Replica
from ..world import Late, World
from . import Kind


class PoisonWorld(World):
    """Servers without a worker, and a worker that the harness kills."""

    def before_replicas(self):
        self.worker = Replica("worker", self.folder, self.cluster.dsn, command=("work",))
        self.extras.append(self.worker)

    def __init__(self, seed, **options):
        super().__init__(seed, replicas=1, uploaders=0, **options)


class Poison(Kind):
    """kill -9 of the worker each time it starts the file. The import ends as ERROR after three attempts,
    and the account imports again."""

    name = "poison"
    may_end_as_error = True

    def world(self, seed):
        return PoisonWorld(seed, quick=self.quick)

    def begin(self, world):
        # The servers have no worker, so the worker imports the file.
        replica = world.replicas[0]
        replica.stop()
        replica.command = ["serve", "--no-worker"]
        replica.start()
        world.worker.start()

    def inject(self, world):
        client = Client(world.make_account())
        largest = max(world.files, key=lambda file: len(file.content))
        with world.connect() as connection:
            # Nothing can be stored while this lock is held, so the kill always comes before the end of
            # the import. The worker would wait for 10 s.
            with world.connect() as blocker, blocker.transaction():
                blocker.execute("LOCK TABLE schedule_events IN SHARE MODE")
                id = world.upload(client, largest, world.rng)
                assert id, world.outcomes[-1]
                for attempt in (1, 2, 3):
                    # The attempt is counted and committed before the import starts.
                    self.await_state(connection, id, lambda status, attempts: attempts == attempt)
                    time.sleep(world.rng.random() * 0.2)
                    world.worker.kill()
                    world.worker.start()
            status, _ = self.await_state(
                connection, id, lambda status, attempts: status != "PROCESSING")
            assert status == "ERROR", f"a file that killed three workers ended as {status}"
            assert world.upload(client, world.files[0], world.rng), world.outcomes[-1]
        return time.monotonic()

    def await_state(self, connection, id, is_reached):
        deadline = time.monotonic() + 30
        while True:
            state = connection.execute(
                "SELECT status, attempts FROM imports WHERE import_id = %s", [id]).fetchone()
            if is_reached(*state):
                return state
            if time.monotonic() > deadline or state[0] == "IMPORTED_WITH_ERRORS":
                raise Late(f"the import of the killing file is {state}")

    def end(self, world):
        with world.connect() as connection:
            (errors,) = connection.execute(
                "SELECT count(*) FROM imports WHERE status = 'ERROR'").fetchone()
        self.note = f"{errors} files that killed their worker ended as ERROR after three attempts"
