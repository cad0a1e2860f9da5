"""Tests that the law's checker finds each kind of breach. A checker that finds nothing proves nothing.

scripts/faults runs this first.
"""

import time
import uuid

from . import law
from .client import Client
from .world import World

BREACHES = {
    "an event is missing": "DELETE FROM schedule_events WHERE ctid = (SELECT min(ctid) FROM schedule_events)",
    "an event is stored that no file has":
        "INSERT INTO schedule_events SELECT account_id, agent_id, event_type_id,"
        " start_at - interval '9 years', end_at FROM schedule_events LIMIT 1",
    "an event has another end":
        "UPDATE schedule_events SET end_at = end_at + interval '1 s'"
        " WHERE ctid = (SELECT min(ctid) FROM schedule_events)",
    "a report's row is missing":
        "UPDATE error_report_chunks SET bytes = substring(bytes FOR position('\\x0d0a'::bytea IN bytes) + 1)",
    "a file is not what was uploaded":
        "UPDATE uploaded_file_chunks SET bytes = set_byte(bytes, 100, 65)",
    "an import is in progress still":
        "UPDATE imports SET status = 'PROCESSING', finished_at = NULL, rows_total = NULL,"
        " rows_inserted = NULL, rows_updated = NULL, rows_unchanged = NULL, rows_rejected = NULL",
    "an import is ERROR for no reason":
        "UPDATE imports SET status = 'ERROR', failure_reason = 'x', rows_total = NULL,"
        " rows_inserted = NULL, rows_updated = NULL, rows_unchanged = NULL, rows_rejected = NULL",
    "two imports of an account at once":
        "INSERT INTO law (account_id, import_id, what) SELECT account_id, import_id, 'PROCESSING'"
        " FROM imports UNION ALL SELECT account_id, import_id, 'PROCESSING' FROM imports",
    "events stored by a transaction that did not end an import":
        "UPDATE law SET xid = '7' WHERE what = 'wrote'",
    "a file is lost": "DELETE FROM law",
}


def main():
    with World(1, replicas=1, uploaders=0, sizes=(300,)) as world:
        client = Client(world.make_account())
        id = world.upload(client, world.files[0], world.rng)
        while client.status(world.address_of(world.rng), id) == "PROCESSING":
            time.sleep(0.02)
        with world.connect() as connection:
            verdict = law.check(connection, world.accepted)
            assert not verdict.breaches and verdict.imports == 1, verdict
            assert verdict.statuses["IMPORTED_WITH_ERRORS"] == 1 and verdict.events > 200, verdict
            for name, statement in BREACHES.items():
                with connection.transaction(force_rollback=True):
                    connection.execute(statement)
                    verdict = law.check(connection, world.accepted)
                    assert verdict.breaches, f"unnoticed: {name}"
            missing = law.check(connection, {uuid.uuid4(): "x"})
            assert missing.files_lost == 1
    print(f"The checker finds {len(BREACHES) + 1} kinds of breaches.", flush=True)


if __name__ == "__main__":
    main()
