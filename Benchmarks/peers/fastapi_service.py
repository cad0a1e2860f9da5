"""The service as a Python team would write it: FastAPI, python-multipart, the csv module and psycopg
with COPY. The import is complete when the response arrives. compare.py runs it under uvicorn.
"""

import csv
import io
import os
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Form, UploadFile
from psycopg_pool import ConnectionPool

HEADER = ["Agent Name", "Agent Email", "Start Time", "End Time", "Event Type Name"]
app = FastAPI()
pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=1, max_size=4, open=True)


def checked_rows(text, agents, event_types, zone, problems):
    """Yields (agent, event type, start, end) of each valid row. Adds each other row to `problems`."""
    reader = csv.DictReader(io.StringIO(text))
    if reader.fieldnames != HEADER:
        raise ValueError("wrong header")
    seen = set()
    for row in reader:
        agent = agents.get((row["Agent Email"] or "").strip().lower())
        event_type = event_types.get((row["Event Type Name"] or "").strip().lower())
        try:
            start = datetime.strptime(row["Start Time"] or "", "%H:%M %Y-%m-%d").replace(tzinfo=zone)
            end = datetime.strptime(row["End Time"] or "", "%H:%M %Y-%m-%d").replace(tzinfo=zone)
        except ValueError as error:
            problems.append((reader.line_num, str(error)))
            continue
        key = (agent, event_type, start)
        if not agent or not event_type or end <= start or key in seen:
            problems.append((reader.line_num, "unknown, duplicate or end before start"))
            continue
        seen.add(key)
        yield agent, event_type, start, end


@app.post("/imports")
def import_schedule(csv_file: UploadFile, time_zone: Annotated[str, Form()],
                    account: Annotated[int, Form()]):
    text = csv_file.file.read().decode("utf-8-sig")
    zone = ZoneInfo(time_zone)
    problems = []
    with pool.connection() as connection, connection.cursor() as cursor:
        agents = dict(cursor.execute(
            "SELECT email_key, agent_id FROM agents WHERE account_id = %s AND active", (account,)))
        event_types = dict(cursor.execute(
            "SELECT name_key, event_type_id FROM event_types WHERE account_id = %s", (account,)))
        cursor.execute("CREATE TEMP TABLE incoming (agent_id integer, event_type_id integer, "
                       "start_at timestamptz, end_at timestamptz) ON COMMIT DROP")
        with cursor.copy("COPY incoming FROM STDIN") as copy:
            for row in checked_rows(text, agents, event_types, zone, problems):
                copy.write_row(row)
        cursor.execute(
            "INSERT INTO schedule_events (account_id, agent_id, event_type_id, start_at, end_at) "
            "SELECT %s, agent_id, event_type_id, start_at, end_at FROM incoming "
            "ON CONFLICT (account_id, agent_id, start_at, event_type_id) "
            "DO UPDATE SET end_at = excluded.end_at "
            "WHERE schedule_events.end_at <> excluded.end_at", (account,))
        return {"stored": cursor.rowcount, "rejected": len(problems)}
