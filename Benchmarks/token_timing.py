"""Measures whether the token endpoint takes longer for a wrong secret than for an unknown client.

Sends both requests in pairs, in random order within each pair, over one connection. Prints the medians,
and the median of the differences with its 95 % confidence interval (binomial order statistics). If the
interval contains 0, there is no measurable difference.
"""

import argparse
import base64
import http.client
import math
import random
import statistics
import time

from environment import Environment

FORM = "grant_type=client_credentials"


class Tries:
    """Fails to authenticate, from as many addresses of the loopback network as necessary."""

    def __init__(self, environment):
        self.port = environment.port
        self.number = 0
        self.connection = None

    def connect(self):
        """Uses a new address for each group of tries, because an address may fail 60 times per minute."""
        self.number += 1
        address = f"127.{1 + self.number // 65025}.{self.number // 255 % 255}.{1 + self.number % 255}"
        if self.connection:
            self.connection.close()
        self.connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, source_address=(address, 0))

    def time(self, client, secret):
        """Returns the seconds until the rejection."""
        pair = base64.b64encode(f"{client}:{secret}".encode()).decode()
        headers = {"Authorization": f"Basic {pair}",
                   "Content-Type": "application/x-www-form-urlencoded"}
        start = time.perf_counter()
        self.connection.request("POST", "/oauth/token", FORM, headers)
        response = self.connection.getresponse()
        response.read()
        seconds = time.perf_counter() - start
        assert response.status == 401, response.status
        return seconds


def interval(values):
    """Returns the 95 % confidence interval of the median."""
    ordered = sorted(values)
    half = 0.98 * math.sqrt(len(ordered))
    low = max(0, math.floor(len(ordered) / 2 - half))
    high = min(len(ordered) - 1, math.ceil(len(ordered) / 2 + half))
    return ordered[low], ordered[high]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=10000)
    arguments = parser.parse_args()
    secret = "wfms_" + "A" * 43
    with Environment() as environment:
        tries = Tries(environment)
        wrong, unknown, differences = [], [], []
        for number in range(arguments.pairs):
            # Each address fails 4 times, so the limit of a client (5 tries per address) is never reached.
            if number % 2 == 0:
                tries.connect()
                # The first request includes the time to connect.
                tries.time(f"nobody-{number:08}", secret)
            kinds = ["wrong", "unknown"]
            random.shuffle(kinds)
            seconds = {}
            for kind in kinds:
                seconds[kind] = tries.time(
                    "demo-client" if kind == "wrong" else "demo-clienx", secret)
            wrong.append(seconds["wrong"])
            unknown.append(seconds["unknown"])
            differences.append(seconds["wrong"] - seconds["unknown"])
        low, high = interval(differences)
        print(f"{arguments.pairs} pairs")
        print(f"wrong secret     median {statistics.median(wrong) * 1e6:8.1f} us")
        print(f"unknown client   median {statistics.median(unknown) * 1e6:8.1f} us")
        print(f"difference       median {statistics.median(differences) * 1e6:8.2f} us, "
              f"95 % interval {low * 1e6:.2f} to {high * 1e6:.2f} us")


main()
