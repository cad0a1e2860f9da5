"""Reads schedule files by docs/reference/contract.md, without code of the server."""

import csv
import datetime
import functools
import io
import re
import zoneinfo

PATTERNS = {
    "HH:mm yyyy-MM-dd": r"(?P<H>\d\d):(?P<M>\d\d) (?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)",
    "HH:mm yyyyMMdd": r"(?P<H>\d\d):(?P<M>\d\d) (?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)",
    "HH:mm MM/dd/yyyy": r"(?P<H>\d\d):(?P<M>\d\d) (?P<m>\d\d)/(?P<d>\d\d)/(?P<y>\d{4})",
    "HH:mm M/d/yyyy": r"(?P<H>\d\d):(?P<M>\d\d) (?P<m>\d\d?)/(?P<d>\d\d?)/(?P<y>\d{4})",
    "HH:mm MM/dd/yy": r"(?P<H>\d\d):(?P<M>\d\d) (?P<m>\d\d)/(?P<d>\d\d)/(?P<y>\d\d)",
    "HH:mm dd/MM/yyyy": r"(?P<H>\d\d):(?P<M>\d\d) (?P<d>\d\d)/(?P<m>\d\d)/(?P<y>\d{4})",
}


class Clock:
    """A zone and a format. Caches the times."""

    def __init__(self, zone, format):
        self.zone = zoneinfo.ZoneInfo(zone)
        self.pattern = re.compile(PATTERNS[format], re.ASCII)
        self.instants = functools.cache(self.read)

    def read(self, text):
        """Returns the possible instants in seconds, or the name of an error."""
        if not text.strip(" \t"):
            return "EMPTY"
        found = self.pattern.fullmatch(text.strip())
        if not found:
            return "FORMAT"
        hour, minute, year, month, day = (int(found[name]) for name in "HMymd")
        try:
            local = datetime.datetime(
                year + (2000 if len(found["y"]) == 2 else 0), month, day, hour, minute)
        except ValueError:
            return "NONEXISTENT"
        if not 2000 <= local.year <= 2099:
            return "YEAR"
        instants = []
        for fold in (0, 1):
            moment = local.replace(tzinfo=self.zone, fold=fold)
            seconds = int(moment.timestamp())
            back = datetime.datetime.fromtimestamp(seconds, self.zone).replace(tzinfo=None)
            if back == local and seconds not in instants:
                instants.append(seconds)
        return sorted(instants) or "SKIPPED"


def read(content, zone, format, agents, types):
    """Returns the events in the file's order as ((e-mail, type, start), end), and the invalid rows as
    (line, error codes, cells). `agents` and `types` say for each key whether it is active."""
    clock = Clock(zone, format)
    events, bad = {}, []
    reader = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
    next(reader)
    line = reader.line_num + 1
    for cells in reader:
        begun, line = line, reader.line_num + 1
        if not any(cell.strip(" \t") for cell in cells):
            continue
        codes = []
        if len(cells) != 5:
            bad.append((begun, ["WRONG_FIELD_COUNT"], cells))
            continue
        name, email, start, end, kind = cells
        if not name.strip():
            codes.append("AGENT_NAME_EMPTY")
        email, kind = email.strip().lower(), kind.strip().lower()
        if not email:
            codes.append("AGENT_EMAIL_EMPTY")
        elif email not in agents:
            codes.append("AGENT_UNKNOWN")
        elif not agents[email]:
            codes.append("AGENT_INACTIVE")
        starts, ends = clock.instants(start), clock.instants(end)
        for column, found in (("START", starts), ("END", ends)):
            if isinstance(found, str):
                codes.append(f"{column}_TIME_{found}")
        if not kind:
            codes.append("EVENT_TYPE_EMPTY")
        elif kind not in types:
            codes.append("EVENT_TYPE_UNKNOWN")
        elif not types[kind]:
            codes.append("EVENT_TYPE_INACTIVE")
        if isinstance(starts, list) and isinstance(ends, list):
            until = next((end for end in ends if end > starts[0]), None)
            if until is None:
                codes.append("END_NOT_AFTER_START")
            elif not codes and (email, kind, starts[0]) in events:
                codes.append("DUPLICATE_ROW")
        if codes:
            bad.append((begun, sorted(codes), cells))
        else:
            events[email, kind, starts[0]] = until
    return events, bad


def read_report(content):
    """Returns a report's rows as (line, error codes, cells). No report has no rows."""
    if not content:
        return []
    assert content.startswith(b"\xef\xbb\xbfLine,"), content[:20]
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    next(rows)
    return [(int(row[0]), sorted(row[6].split(";")), row[1:6]) for row in rows]


def as_reported(cells):
    """Returns the first five cells, with the apostrophe that the report adds to formulas."""
    cells = [("'" + cell) if cell.lstrip()[:1] in tuple("=+-@") or cell[:1] in tuple("\t\r\n") else cell
             for cell in cells[:5]]
    return cells + [""] * (5 - len(cells))
