"""Measures how the time of an import, and of `psql \\copy`, grows with the rows in the file and in the
table. Prints the figures and draws growth.svg.

The rows in the table are past years of the same agents and schedules of other accounts, in the order
that years of imports would leave. 50 million rows take about 6 GB and some minutes.
"""

import argparse
import datetime
import itertools
import pathlib
import re

import schedule_data
from environment import Client, Environment
from plot import plot
from table import Table, median, milliseconds, ratio_of_pairs

HERE = pathlib.Path(__file__).resolve().parent

# Events of past days, ordered by day: one per agent and event type of each account.
FILL = """
INSERT INTO schedule_events
SELECT a.account_id, a.agent_id, t.event_type_id, s.at, s.at + interval '30 minutes'
FROM generate_series({first}, {last}) AS d (day)
CROSS JOIN agents a
JOIN event_types t ON t.account_id = a.account_id AND t.name IN ('Shift', 'Break', 'Lunch', 'Meeting')
CROSS JOIN LATERAL (SELECT timestamptz '2026-01-01' - d.day * interval '1 day'
  + (6 + t.event_type_id % 4 * 2) * interval '1 hour' AS at) s
"""


def fill(environment, target):
    """Adds past days until the table has `target` rows."""
    day = int(environment.psql("SELECT coalesce(max(date '2026-01-01' - start_at::date), 0) "
                               "FROM schedule_events WHERE start_at < '2026-01-01'"))
    per_day = int(environment.psql("SELECT count(*) * 4 FROM agents"))
    stored = int(environment.psql("SELECT count(*) FROM schedule_events"))
    last = day + max(0, round((target - stored) / per_day))
    for first in range(day + 1, last + 1, 50):
        environment.psql(FILL.format(first=first, last=min(first + 49, last)))
    environment.psql("VACUUM (ANALYZE) schedule_events", "CHECKPOINT")
    return int(environment.psql("SELECT count(*) FROM schedule_events"))


# Pairs of months that no run has used yet: one for the import, one for the copy.
month_pairs = itertools.count()


def measure(environment, client, file, is_filled):
    """Returns the seconds of an import of the month after all stored rows, and of psql's copy of the
    same rows for the next month. Empties an empty table before each. A filled table keeps the rows."""
    resolved = f"{environment.data}/resolved"
    first = datetime.date(2026, 6, 1) + datetime.timedelta(days=60 * next(month_pairs))
    days = {f"2026-06-{day:02d}": str(first + datetime.timedelta(days=day - 1))
            for day in range(1, 31)}
    body = re.sub(rb"2026-06-\d\d", lambda found: days[found[0].decode()].encode(), file)

    def prepare():
        environment.psql(*([] if is_filled else ["TRUNCATE schedule_events"]), "CHECKPOINT")

    prepare()
    seconds, status = client.import_file(body, kind=len(file))
    assert status == "IMPORTED", status
    environment.psql(
        "\\copy (SELECT account_id, agent_id, event_type_id, start_at + interval '30 days', "
        "end_at + interval '30 days' FROM schedule_events "
        "WHERE account_id = (SELECT account_id FROM accounts WHERE external_id = 'account-0') "
        f"AND start_at >= '{first}' AND start_at < '{first}'::date + 30 "
        f"ORDER BY start_at::date, agent_id, start_at) TO '{resolved}'")
    prepare()
    return seconds, environment.copy(resolved)


def start(environment, accounts, file):
    """Returns a client of the first account, after it has imported a file."""
    tokens = environment.make_accounts(
        [f"account-{n}" for n in range(accounts)], schedule_data.agents(1000),
        schedule_data.EVENT_TYPES)
    client = Client(environment, tokens[0])
    client.import_file(file)
    return client


def medians(runs):
    return tuple(median(times) for times in zip(*runs))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000_000, help="rows in the table at most")
    parser.add_argument("--accounts", type=int, default=9, help="other accounts in the table")
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    runs = range(arguments.runs)
    table = Table(f"Growth: medians of {arguments.runs} runs")
    by_file, by_table = [], []
    # In turns, because the speed of a machine varies from minute to minute.
    with Environment() as empty, Environment() as filled:
        full, count = schedule_data.file_of()
        empty_client, filled_client = (
            start(environment, arguments.accounts + 1, full) for environment in (empty, filled))
        for rows in (100, 1_000, 5_000, 15_000, 30_000, count):
            file, size = schedule_data.file_of(row_count=rows)
            by_file.append((size, *medians(
                measure(empty, empty_client, file, False) for _ in runs)))
        for share in (0.02, 0.1, 0.3, 1):
            stored = fill(filled, int(arguments.rows * share))
            pairs = [(measure(filled, filled_client, full, True),
                      measure(empty, empty_client, full, False)) for _ in runs]
            if not by_table:
                by_table.append((0, *medians(pair[1] for pair in pairs)))
            by_table.append((stored, *medians(pair[0] for pair in pairs)))
            grown = [ratio_of_pairs([pair[0][which] for pair in pairs],
                                    [pair[1][which] for pair in pairs]) for which in (0, 1)]
            table.add(f"{stored:,} rows in the table, of an empty one: \\copy",
                      milliseconds(by_table[-1][2]), grown[1])
            table.add("  wfm", milliseconds(by_table[-1][1]), grown[0],
                      1.2 if share == 1 else None)
    for what, points in (("rows in the file", by_file), ("rows in the table", by_table)):
        for size, ours, copy in points:
            table.add(f"{size:,} {what}: wfm, \\copy",
                      f"{milliseconds(ours)}, {milliseconds(copy)}", ours / copy)
    table.finish()
    (HERE / "growth.svg").write_text(plot([
        ("rows in the file (empty table)", by_file), ("rows in the table (5 MB file)", by_table)]))


if __name__ == "__main__":
    main()
