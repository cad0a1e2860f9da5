"""Sends each malformed request to a server and prints its mistakes.

usage: send_malformed.py PORT
"""

import socket
import sys

from malformed_requests import BEHIND, FINE, WRONG, statuses


def answer(port, request):
    """The bytes until the server closes or, for a valid request, has answered twice."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        received = b""
        while len(statuses(received)) < 2 or not received.endswith(b"}"):
            try:
                data = connection.recv(65536)
            except ConnectionResetError:
                return received, "reset"
            except TimeoutError:
                return received, "silent"
            if not data:
                return received, "closed"
            received += data
        return received, "open"


def main():
    port, faults = int(sys.argv[1]), 0
    for name, (status, request) in [*FINE.items(), *WRONG.items()]:
        received, end = answer(port, request + BEHIND)
        expected = ([status, 200], "open") if name in FINE else ([status], "closed")
        is_behind_answered = b"behind" in received
        if (statuses(received), end) != expected or is_behind_answered != (name in FINE):
            faults += 1
            print(f"{name}: {statuses(received)}, {end}; not {expected}")
    # A head in HTTP/0.9 has no end, so the server answers only when it times out.
    print(f"{len(FINE)} allowed and {len(WRONG)} refused, {faults} not so")
    sys.exit(faults > 0)


main()
