"""Writes agents, event types and a schedule of nearly 5 MB: schedule_file.py FOLDER.

Prints the number of events and an MD5 of all events. The MD5 is over the lines
e-mail|start|end|type in byte order, with times in seconds since 1970. The rules of time zones come
only from Python.
"""

import datetime
import hashlib
import pathlib
import sys
import zoneinfo

FOLDER = pathlib.Path(sys.argv[1])
ZONE = zoneinfo.ZoneInfo("America/New_York")
MAXIMUM = 5_242_880
AGENTS = [(f"Agent {n:04d} Müller", f"agent.{n:04d}@example.com") for n in range(700)]
DAY_PARTS = [("Shift", 6, 0, 480), ("Break", 8, 0, 15), ("Lunch", 10, 30, 45), ("Meeting", 13, 0, 60)]


def seconds(local):
    return int(local.replace(tzinfo=ZONE).timestamp())


events, lines = [], ["Agent Name,Agent Email,Start Time,End Time,Event Type Name"]
size = len(lines[0]) + 1
day = datetime.datetime(2026, 3, 2)
while size < MAXIMUM - 200:
    for number, (name, email) in enumerate(AGENTS):
        for kind, hour, minute, length in DAY_PARTS:
            start = day + datetime.timedelta(hours=hour + number % 8, minutes=minute)
            end = start + datetime.timedelta(minutes=length)
            line = f"{name},{email},{start:%H:%M %Y-%m-%d},{end:%H:%M %Y-%m-%d},{kind}"
            if size + len(line.encode()) + 1 > MAXIMUM - 200:
                size = MAXIMUM
                break
            size += len(line.encode()) + 1
            lines.append(line)
            events.append(f"{email}|{seconds(start)}|{seconds(end)}|{kind}")
        if size >= MAXIMUM:
            break
    day += datetime.timedelta(days=1)

(FOLDER / "schedule.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
(FOLDER / "agents.csv").write_text(
    "Agent Name,Agent Email,Active\n" + "".join(f"{n},{e},true\n" for n, e in AGENTS),
    encoding="utf-8",
)
(FOLDER / "event-types.csv").write_text(
    "Event Type Name\n" + "".join(f"{part[0]}\n" for part in DAY_PARTS), encoding="utf-8"
)
events.sort()
print(len(events), hashlib.md5("\n".join(events).encode()).hexdigest())
