"""Compares the status requests per second of this build with those of another build, in turns.

Scrapes the metrics of this build every second meanwhile."""

import argparse
import pathlib
import threading
import time
import urllib.request

from environment import Client, Environment
from latency import wrk
from table import median

parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("other", help="the other build's wfm")
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--seconds", type=int, default=3)
arguments = parser.parse_args()

FILE = (b"Agent Name,Agent Email,Start Time,End Time,Event Type Name\n"
        b"Ann,ann@example.com,09:00 2026-06-01,17:00 2026-06-01,Shift\n")
METRICS_PORT = 19464


def prepare(environment):
    """Returns the URL of an import's status, and the header for it."""
    token = environment.make_account("acme", [("Ann", "ann@example.com")], ["Shift"])
    client = Client(environment, token)
    path = client.upload(FILE)
    client.wait(path)
    return f"http://127.0.0.1:{environment.port}{path}", {"Authorization": f"Bearer {token}"}


def scrape(stop):
    while not stop.wait(1):
        with urllib.request.urlopen(f"http://127.0.0.1:{METRICS_PORT}/metrics") as response:
            response.read()


other = Environment()
other.wfm = str(pathlib.Path(arguments.other).resolve())
with other, Environment(WFM_METRICS_PORT=str(METRICS_PORT)) as this:
    targets = {"other": prepare(other), "this": prepare(this)}
    stop = threading.Event()
    threading.Thread(target=scrape, args=(stop,), daemon=True).start()
    rates = {name: [] for name in targets}
    for url, headers in targets.values():
        wrk(url, 2, 16, headers)
    for number in range(arguments.rounds):
        for name in sorted(targets, reverse=number % 2 == 1):
            url, headers = targets[name]
            rates[name].append(wrk(url, arguments.seconds, 16, headers)[0])
            time.sleep(0.2)
    stop.set()
ratios = [this / other for this, other in zip(rates["this"], rates["other"])]
for name, values in rates.items():
    print(f"{name}: {median(values):.0f} per second ({min(values):.0f} to {max(values):.0f})")
print(f"this / other: {median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})")
