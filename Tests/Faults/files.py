"""Schedule files by seed: valid rows, invalid rows of many kinds, changed ends, clock changes."""

import dataclasses
import datetime
import hashlib

AGENTS = [(f"Agent {n:03d} Müller", f"Agent.{n:03d}@Example.com", n % 20 != 19) for n in range(100)]
TYPES = ["Shift", "Break", "Lunch", "Meeting"]
HEADER = "Agent Name,Agent Email,Start Time,End Time,Event Type Name"
ZONES = ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "UTC"]
FORMATS = {
    "HH:mm yyyy-MM-dd": "%H:%M %Y-%m-%d",
    "HH:mm yyyyMMdd": "%H:%M %Y%m%d",
    "HH:mm MM/dd/yyyy": "%H:%M %m/%d/%Y",
    "HH:mm M/d/yyyy": "%H:%M %-m/%-d/%Y",
    "HH:mm MM/dd/yy": "%H:%M %m/%d/%y",
    "HH:mm dd/MM/yyyy": "%H:%M %d/%m/%Y",
}
# Days around clock changes, and a day without one.
DAYS = [datetime.datetime(2026, 3, 7), datetime.datetime(2026, 3, 28),
        datetime.datetime(2026, 10, 24), datetime.datetime(2026, 6, 1)]


@dataclasses.dataclass(frozen=True)
class File:
    content: bytes
    zone: str
    format: str

    @property
    def digest(self):
        return hashlib.sha256(self.content).hexdigest()


def make(rng, rows, bad=0.02):
    """Returns a file of about this many rows. The share `bad` of them is invalid."""
    zone, format = rng.choice(ZONES), rng.choice(list(FORMATS))
    first = rng.choice(DAYS)
    lines, written = [HEADER], []
    for number in range(rows):
        name, email, _ = AGENTS[number % len(AGENTS)]
        day = first + datetime.timedelta(days=number // 400)
        kind = TYPES[number // 100 % 4]
        start = day + datetime.timedelta(minutes=15 * rng.randrange(16) + 60 * (number // 100 % 4))
        end = start + datetime.timedelta(minutes=15 * rng.randrange(1, 40))
        cells = [name, email, start.strftime(FORMATS[format]), end.strftime(FORMATS[format]), kind]
        if rng.random() < bad:
            cells = spoil(rng, cells, written)
        written.append(cells)
        if rng.random() < 0.001:
            lines.append(rng.choice(["", "  ", "\t"]))
        lines.append(",".join(quoted(cell, rng) for cell in cells))
    end = rng.choice(["\n", "\r\n"])
    return File((end.join(lines) + end).encode(), zone, format)


def spoil(rng, cells, written):
    cells = list(cells)
    match rng.randrange(9):
        case 0: cells[1] = "nobody@example.com"
        case 1: cells[4] = "Holiday"
        case 2: cells[2], cells[3] = cells[3], cells[2]
        case 3: cells[2] = "25:00" + cells[2][5:]
        case 4: cells[3] = "soon"
        case 5: cells[0], cells[1] = " ", ""
        case 6: cells = cells[:4]
        case 7: cells = list(rng.choice(written)) if written else cells[:3]
        case 8: cells[0], cells[4] = '=1+"1"', ""
    return cells


def quoted(cell, rng):
    if any(mark in cell for mark in ',"\r\n') or rng.random() < 0.01:
        return '"' + cell.replace('"', '""') + '"'
    return cell
