"""Measures tokens issued per second and requests with a token per second. Compares them with ES256
signatures alone.

Each figure is the best of several rounds of closed-loop clients. Each client is a thread with its own
connection. OpenSSL measures the signatures on one core in the same run (`openssl speed`).
"""

import argparse
import base64
import http.client
import json
import re
import subprocess
import threading
import time
import uuid

from environment import Environment

FORM = "grant_type=client_credentials"


def rate(environment, clients, seconds, send):
    """Returns the requests per second. `send` takes a connection and checks the response."""
    counts = [0] * clients
    until = time.perf_counter() + seconds

    def work(place):
        connection = http.client.HTTPConnection("127.0.0.1", environment.port)
        while time.perf_counter() < until:
            send(connection)
            counts[place] += 1
        connection.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - start)


def issue(pair):
    headers = {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
               "Content-Type": "application/x-www-form-urlencoded"}

    def send(connection):
        connection.request("POST", "/oauth/token", FORM, headers)
        response = connection.getresponse()
        body = response.read()
        assert response.status == 200, body
        return json.loads(body)["access_token"]

    return send


def use(tokens):
    """Requests an import that does not exist, with the next token."""
    numbers = iter(range(10**9))

    def send(connection):
        token = tokens[next(numbers) % len(tokens)]
        connection.request(
            "GET", f"/v1/schedules/event-imports/{uuid.uuid4()}",
            headers={"Authorization": f"Bearer {token}"})
        response = connection.getresponse()
        response.read()
        assert response.status == 404, response.status

    return send


def live(connection):
    """Sends a request that needs no token and no database."""
    connection.request("GET", "/health/live")
    response = connection.getresponse()
    response.read()
    assert response.status == 200, response.status


def signatures():
    """Returns (signatures, verifications) per second of P-256 on one core."""
    output = subprocess.run(
        ["openssl", "speed", "-seconds", "2", "ecdsap256"], capture_output=True, text=True,
        check=True).stdout
    line = [line for line in output.splitlines() if "nistp256" in line][-1]
    numbers = re.findall(r"[\d.]+(?=\s|$)", line.split(")")[-1])
    return float(numbers[-2]), float(numbers[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with Environment() as environment:
        with open(f"{environment.data}/client-secret", encoding="ascii") as file:
            pair = f"demo-client:{file.read()}"
        sign = issue(pair)
        connection = http.client.HTTPConnection("127.0.0.1", environment.port)
        one = [sign(connection)]
        kinds = {
            "tokens issued": lambda: sign,
            "requests, one token": lambda: use(one),
            # Each token is used once, so that the server verifies a signature for each request.
            "requests, a new token each": lambda: use(fresh.pop()),
            "GET /health/live": lambda: live,
        }
        count = 4000
        fresh = [[sign(connection) for _ in range(count)] for _ in range(arguments.rounds)]
        best = {name: 0.0 for name in kinds}
        for _ in range(arguments.rounds):
            for name, make in kinds.items():
                # Until the new tokens are used up.
                seconds = arguments.seconds if "new" not in name else min(1.0, arguments.seconds)
                best[name] = max(
                    best[name], rate(environment, arguments.clients, seconds, make()))
        signed, verified = signatures()
        print(f"{arguments.clients} clients, best of {arguments.rounds} rounds")
        for name, value in best.items():
            print(f"{name:28} {value:9.0f} per second")
        print(f"{'ES256 signatures alone':28} {signed:9.0f} per second per core (openssl)")
        print(f"{'ES256 verifications alone':28} {verified:9.0f} per second per core (openssl)")


main()
