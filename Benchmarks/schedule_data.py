"""Schedules for the benchmarks: the same bytes in every run."""

import datetime

EVENT_TYPES = ["Shift", "Break", "Lunch", "Meeting", "Training", "Coaching", "Time Off", "Overtime"]
HEADER = "Agent Name,Agent Email,Start Time,End Time,Event Type Name\n"
MAXIMUM_FILE_SIZE = 5_242_880


def agents(count):
    """Returns (name, e-mail) of `count` agents."""
    return [(f"Agent {n:05d} Müller", f"agent.{n:05d}@contact-centre.example") for n in range(count)]


def rows(agent_count, first_day=datetime.date(2026, 6, 1)):
    """Yields rows without end, agent by agent, day by day: a shift, and the events within it."""
    people = agents(agent_count)
    day = first_day
    while True:
        for number, (name, email) in enumerate(people):
            hour = 6 + number % 8
            for type_name, start, end in (
                ("Shift", (hour, 0), (hour + 8, 0)),
                ("Break", (hour + 2, 0), (hour + 2, 15)),
                ("Lunch", (hour + 4, 0), (hour + 4, 30)),
                ("Meeting", (hour + 6, 0), (hour + 6, 45)),
            ):
                yield (
                    f"{name},{email},{start[0]:02d}:{start[1]:02d} {day},"
                    f"{end[0]:02d}:{end[1]:02d} {day},{type_name}\n"
                )
        day += datetime.timedelta(days=1)


BAD_ROWS = [
    lambda row: row.replace("agent.", "nobody.", 1),
    lambda row: row.replace(",Shift\n", ",Shfit\n").replace(",Break\n", ",Braek\n"),
    lambda row: row.replace(":00 2026", ".00 2026", 1),
    lambda row: row.replace("-06-", "-13-", 1),
    lambda row: row.rsplit(",", 1)[0] + "\n",
    lambda row: row.split(",", 1)[1].join([",", ""]),
]


def quoted(row):
    """Returns the row with its name and its type in quotes, and a quote inside."""
    name, rest = row.rstrip("\n").split(",", 1)
    rest, type_name = rest.rsplit(",", 1)
    return f'"{name}, ""Jo""",{rest},"{type_name}"\n'


def file_of(row_count=None, agent_count=1000, bad_every=None, quoted_every=None,
            first_day=datetime.date(2026, 6, 1)):
    """A schedule file of so many rows, or of as many as fit into 5 MB; each `bad_every`th is bad,
    each `quoted_every`th has quotes."""
    parts, size, count = [HEADER.encode()], len(HEADER), 0
    for row in rows(agent_count, first_day):
        if quoted_every and count % quoted_every == 0:
            row = quoted(row)
        if bad_every and count % bad_every == bad_every - 1:
            row = BAD_ROWS[count // bad_every % len(BAD_ROWS)](row)
        encoded = row.encode()
        if count == row_count or size + len(encoded) > MAXIMUM_FILE_SIZE:
            return b"".join(parts), count
        parts.append(encoded)
        size += len(encoded)
        count += 1
