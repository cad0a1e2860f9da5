"""Checks the law in the database: every accepted file was imported correctly, exactly once."""

import collections
import dataclasses
import functools
import hashlib
import itertools

from . import reading

# Records accepted imports, writes and ends, in the order of a sequence that no clock influences.
AUDIT = """
CREATE TABLE law (account_id bigint, import_id uuid, what text,
  xid xid8 DEFAULT pg_current_xact_id(),
  number bigint GENERATED ALWAYS AS IDENTITY);
CREATE FUNCTION law_import() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO law (account_id, import_id, what) VALUES (NEW.account_id, NEW.import_id, NEW.status);
  RETURN NULL;
END $$;
CREATE FUNCTION law_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO law (account_id, what) SELECT DISTINCT account_id, 'wrote' FROM written;
  RETURN NULL;
END $$;
CREATE TRIGGER law_accepted AFTER INSERT ON imports FOR EACH ROW EXECUTE FUNCTION law_import();
CREATE TRIGGER law_ended AFTER UPDATE ON imports FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION law_import();
CREATE TRIGGER law_inserted AFTER INSERT ON schedule_events REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION law_events();
CREATE TRIGGER law_updated AFTER UPDATE ON schedule_events REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION law_events();
"""

STORED = """
WITH lines AS (
  SELECT concat_ws('|', a.email_key, t.name_key, extract(epoch FROM e.start_at)::bigint,
    extract(epoch FROM e.end_at)::bigint) COLLATE "C" AS line
  FROM schedule_events e
  JOIN agents a USING (account_id, agent_id)
  JOIN event_types t USING (account_id, event_type_id)
  WHERE account_id = %s
)
"""


@dataclasses.dataclass
class Verdict:
    """The counts of the check, and a sentence for each breach."""

    imports: int = 0
    events: int = 0
    statuses: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    files_lost: int = 0
    events_lost: int = 0
    events_extra: int = 0
    breaches: list = dataclasses.field(default_factory=list)


@functools.lru_cache(maxsize=None)
def _reading(content, zone, format, agents, types):
    return reading.read(content, zone, format, dict(agents), dict(types))


def stored_report(connection, account, id):
    """Returns an import's error report from the database. Empty if there is none."""
    return _chunks(connection, "error_report_chunks", account, id)


def check(connection, accepted, may_end_as_error=False, report=stored_report):
    """`accepted` maps the ids of 202 responses to the digests of the uploaded files. `report` returns an
    import's error report."""
    verdict = Verdict()
    stored = {}
    rows = connection.execute(
        "SELECT account_id, import_id, status, time_zone, date_format, rows_total, rows_inserted,"
        " rows_updated, rows_unchanged, rows_rejected FROM imports").fetchall()
    imports = {row[1]: row for row in rows}
    log = connection.execute(
        "SELECT account_id, import_id, what, xid FROM law ORDER BY account_id, number").fetchall()
    for account, entries in itertools.groupby(log, key=lambda entry: entry[0]):
        _check_account(connection, account, list(entries), imports, stored, verdict,
                       may_end_as_error, report)
    for id, digest in accepted.items():
        if id not in stored:
            verdict.files_lost += 1
            verdict.breaches.append(f"{id} got a 202 and is missing in the database")
        elif stored[id] != digest:
            verdict.files_lost += 1
            verdict.breaches.append(f"{id} is not stored as uploaded")
    return verdict


def _check_account(connection, account, log, imports, stored, verdict, may_end_as_error, report):
    agents = tuple(connection.execute(
        "SELECT email_key, active FROM agents WHERE account_id = %s ORDER BY 1",
        [account]).fetchall())
    types = tuple(connection.execute(
        "SELECT name_key, active FROM event_types WHERE account_id = %s ORDER BY 1",
        [account]).fetchall())
    expected, running, wrote = {}, None, set()
    for _, id, what, xid in log:
        if what == "PROCESSING":
            if running is not None:
                verdict.breaches.append(f"{id} was accepted while {running} was in progress")
            running, wrote = id, set()
        elif what == "wrote":
            wrote.add(xid)
        else:
            if running != id:
                verdict.breaches.append(f"{id} ended but was not in progress")
            if wrote - {xid}:
                verdict.breaches.append(f"{id}: events were stored by another transaction")
            running = None
            content = _chunks(connection, "uploaded_file_chunks", account, id)
            stored[id] = hashlib.sha256(content).hexdigest()
            _apply(imports[id], content, report(connection, account, id), agents, types, expected,
                   bool(wrote), verdict, may_end_as_error)
    if running is not None:
        verdict.breaches.append(f"{running} is still PROCESSING")
    _compare(connection, account, expected, verdict)


def _apply(row, content, report, agents, types, expected, wrote, verdict, may_end_as_error):
    _, id, status, zone, format, *counts = row
    verdict.imports += 1
    verdict.statuses[status] += 1
    report = reading.read_report(report)
    if status == "ERROR":
        if wrote or report:
            verdict.breaches.append(f"{id} is ERROR but stored events")
        if not may_end_as_error:
            verdict.breaches.append(f"{id} is ERROR although no fault killed its worker")
        return
    events, bad = _reading(content, zone, format, agents, types)
    inserted = sum(key not in expected for key in events)
    unchanged = sum(expected.get(key) == end for key, end in events.items())
    updated = len(events) - inserted - unchanged
    if counts != [len(events) + len(bad), inserted, updated, unchanged, len(bad)]:
        verdict.breaches.append(
            f"{id} counts {counts}, not {[inserted, updated, unchanged, len(bad)]}")
    if status != ("IMPORTED_WITH_ERRORS" if bad else "IMPORTED"):
        verdict.breaches.append(f"{id} is {status} with {len(bad)} invalid rows")
    said = [(line, codes, reading.as_reported(cells)) for line, codes, cells in bad]
    if report != said:
        wrong = [pair for pair in itertools.zip_longest(report, said) if pair[0] != pair[1]]
        verdict.breaches.append(f"{id}: the report differs: {wrong[:2]}")
    expected.update(events)


def _compare(connection, account, expected, verdict):
    lines = sorted("|".join(map(str, (*key, end))) for key, end in expected.items())
    verdict.events += len(lines)
    digest = hashlib.md5("\n".join(lines).encode()).hexdigest()
    found = connection.execute(
        STORED + "SELECT count(*), md5(coalesce(string_agg(line, E'\\n' ORDER BY line), ''))"
        " FROM lines", [account]).fetchone()
    if found != (len(lines), digest):
        there = {row[0] for row in connection.execute(STORED + "SELECT line FROM lines", [account])}
        lost, extra = set(lines) - there, there - set(lines)
        verdict.events_lost += len(lost)
        verdict.events_extra += len(extra)
        verdict.breaches.append(
            f"account {account}: {len(lost)} events lost, {len(extra)} are in no file: "
            f"{sorted(lost)[:2]} {sorted(extra)[:2]}")


def _chunks(connection, table, account, id):
    rows = connection.execute(
        f"SELECT bytes FROM {table} WHERE account_id = %s AND import_id = %s ORDER BY chunk_number",
        [account, id]).fetchall()
    return b"".join(row[0] for row in rows)
