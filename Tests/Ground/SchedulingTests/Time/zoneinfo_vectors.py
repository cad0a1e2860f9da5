"""Vectors for the time zone tests, computed by Python's zoneinfo, an independent implementation.

Reads the same tz database directory as the code under test. Usage:

  zoneinfo_vectors.py DIRECTORY names
      one zone name a line
  zoneinfo_vectors.py DIRECTORY all FIRST_YEAR LAST_YEAR
      points around every transition of every zone
  zoneinfo_vectors.py DIRECTORY some FIRST_YEAR LAST_YEAR ZONE...
      the same for some zones

Points come as a line `@ZONE ZONE...` (zones whose files are equal share their points), followed by
lines `UTC0|UTC1|KIND|TEXT|...`: the UTC seconds of a local minute with fold=0 and fold=1, g if it
lies in a gap, o in an overlap, else u, and the minute in each of the six formats (`-` where a
format cannot write the year).
"""

import hashlib
import os
import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1)
SECOND = timedelta(seconds=1)
DAY = 86400
AROUND = (-61, -60, -1, 0, 1, 30, 59, 60, 61)


def load(directory, name):
    with open(os.path.join(directory, name), "rb") as file:
        return zoneinfo.ZoneInfo.from_file(file, key=name)


def offset_at(zone, seconds):
    offset = datetime.fromtimestamp(seconds, zone).utcoffset()
    return offset.days * DAY + offset.seconds


def transitions(zone, first, last):
    """(UTC seconds, offset before, offset after), found by asking for the offset of every day."""
    low = first
    before = offset_at(zone, low)
    for day in range(first + DAY, last, DAY):
        after = offset_at(zone, day)
        if after != before:
            start, end = low, day
            while end - start > 1:
                middle = (start + end) // 2
                if offset_at(zone, middle) == before:
                    start = middle
                else:
                    end = middle
            # A day with two transitions shows the first one only, with the offset between them.
            yield end, before, offset_at(zone, end)
        low, before = day, after


def texts(local):
    year, month, day = local.year, local.month, local.day
    clock = f"{local.hour:02}:{local.minute:02}"
    short = f"{clock} {month:02}/{day:02}/{year % 100:02}" if 2000 <= year <= 2099 else "-"
    return (
        f"{clock} {year:04}-{month:02}-{day:02}|{clock} {year:04}{month:02}{day:02}|"
        f"{clock} {month:02}/{day:02}/{year:04}|{clock} {month}/{day}/{year:04}|"
        f"{short}|{clock} {day:02}/{month:02}/{year:04}"
    )


def point(zone, local):
    early = local.replace(tzinfo=zone)
    utc = [
        (local - EPOCH) // SECOND - early.replace(fold=fold).utcoffset() // SECOND
        for fold in (0, 1)
    ]
    kind = "u"
    if utc[0] != utc[1]:
        back = early.astimezone(timezone.utc).astimezone(zone).replace(tzinfo=None)
        kind = "o" if back == local else "g"
    return f"{utc[0]}|{utc[1]}|{kind}|{texts(local)}"


def points(zone, first_year, last_year):
    # Two days off the ends of time, which Python's datetime cannot leave.
    first = (datetime(first_year, 1, 1) - EPOCH) // SECOND + 2 * DAY
    last = (datetime(last_year, 12, 31) - EPOCH) // SECOND - 2 * DAY
    found = list(transitions(zone, first, last))
    for transition, before, after in found:
        minutes = {
            (transition + offset) // 60 + delta for offset in (before, after) for delta in AROUND
        }
        for minute in sorted(minutes):
            yield point(zone, EPOCH + timedelta(minutes=minute))
    if not found:
        for month in (1, 7):
            yield point(zone, datetime(first_year, month, 15, 12, 34))


def names(directory):
    zoneinfo.reset_tzpath(to=[directory])
    # available_timezones() also has the zones of the tzdata package, if that is installed.
    for name in sorted(zoneinfo.available_timezones()):
        if os.path.isfile(os.path.join(directory, name)):
            yield name


def main():
    directory, mode, *arguments = sys.argv[1:]
    if mode == "names":
        print("\n".join(names(directory)))
        return
    first_year, last_year = int(arguments[0]), int(arguments[1])
    groups = {}
    for name in arguments[2:] if mode == "some" else names(directory):
        with open(os.path.join(directory, name), "rb") as file:
            groups.setdefault(hashlib.sha256(file.read()).digest(), []).append(name)
    for group in groups.values():
        zone = load(directory, group[0])
        lines = ["@" + " ".join(group), *points(zone, first_year, last_year)]
        sys.stdout.write("\n".join(lines) + "\n")


main()
