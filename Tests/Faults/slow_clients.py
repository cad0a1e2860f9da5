#!/usr/bin/env python3
"""Opens slow connections to a server and checks that it still serves other clients.

usage: slow_clients.py URL [--token TOKEN] [--connections 2000] [--limit 256] [--to-the-end]
                       [--slowhttptest]

Slow clients connect from 127.0.0.1, other clients from 127.0.0.2. A third of the slow clients sends a
byte of a header per second, a third a header that never ends, and a third stops in a body. With a
token, the server reads that body. The program checks:

- At most --limit slow connections are open at a time (WFM_MAX_CONNECTIONS_PER_CLIENT).
- Requests of other clients are answered all the time.
- With --to-the-end: the server closes every slow connection within 150 s (30 s for a header, 30 s
  without a byte of a body, and 30 s to read the response).

--slowhttptest also runs Debian's program of that name, with slow headers, slow bodies and slow reading,
and sends requests as another client meanwhile.
"""

import argparse
import asyncio
import shutil
import subprocess
import sys
import time
import urllib.parse

OTHER = "127.0.0.2"


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--token", default="")
    parser.add_argument("--connections", type=int, default=2000)
    parser.add_argument("--limit", type=int, default=256)
    parser.add_argument("--to-the-end", action="store_true")
    parser.add_argument("--slowhttptest", action="store_true")
    return parser.parse_args()


class Slow:
    """The slow clients, the number of open ones and the age of the oldest."""

    def __init__(self, host, port, token):
        self.host, self.port = host, port
        self.body = (
            f"POST /v1/schedules/event-imports HTTP/1.1\r\nHost: a\r\n"
            f"Authorization: Bearer {token}\r\nContent-Type: multipart/form-data; boundary=end\r\n"
            f"Content-Length: 1000\r\n\r\n--end\r\n").encode()
        self.open, self.most, self.longest, self.closed = 0, 0, 0.0, 0

    async def hold(self, number):
        try:
            reader, writer = await asyncio.open_connection(self.host, self.port)
        except OSError:
            self.closed += 1
            return
        start = time.monotonic()
        self.open += 1
        trickle = None
        try:
            kind = number % 3
            writer.write([b"GET / HTTP/1.1\r\nX: ", b"GET / HTTP/1.1\r\nHost: a\r\n", self.body][kind])
            await writer.drain()
            if kind == 0:
                trickle = asyncio.create_task(self.trickle(writer))
            while await reader.read(65536):
                pass
        except OSError:
            pass
        finally:
            if trickle:
                trickle.cancel()
            self.open -= 1
            self.closed += 1
            self.longest = max(self.longest, time.monotonic() - start)
            writer.close()

    @staticmethod
    async def trickle(writer):
        try:
            while True:
                await asyncio.sleep(1)
                writer.write(b"x")
                await writer.drain()
        except OSError:
            pass


async def ask(host, port):
    """Returns the seconds until another client has its response."""
    start = time.monotonic()
    reader, writer = await asyncio.wait_for(
        asyncio.open_connection(host, port, local_addr=(OTHER, 0)), 10)
    writer.write(b"GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    if not answer.startswith(b"HTTP/1.1 200"):
        sys.exit(f"another client got {answer[:200]}")
    return time.monotonic() - start


async def settle(slow, count):
    """Waits until the server has closed the connections over its limit."""
    deadline = time.monotonic() + 25
    while slow.open + slow.closed < count or slow.closed < count - slow.limit:
        if time.monotonic() > deadline:
            sys.exit(f"{slow.open} slow clients are open, more than the limit {slow.limit}")
        await asyncio.sleep(0.05)


async def hold_and_ask(arguments, host, port):
    slow = Slow(host, port, arguments.token)
    slow.limit = arguments.limit
    start = time.monotonic()
    tasks = [asyncio.create_task(slow.hold(n)) for n in range(arguments.connections)]
    await settle(slow, arguments.connections)
    times = [await ask(host, port) for _ in range(100)]
    print(f"{arguments.connections} slow clients, {slow.open} of them open; "
          f"100 other requests answered, the slowest in {max(times) * 1000:.0f} ms")
    if not 0 < slow.open <= arguments.limit:
        sys.exit(f"{slow.open} slow clients are open, not 1 to {arguments.limit}")
    if arguments.to_the_end:
        while slow.open:
            times.append(await ask(host, port))
            if time.monotonic() - start > 150:
                sys.exit(f"{slow.open} slow clients are open after 150 s")
            await asyncio.sleep(0.2)
        print(f"all closed, the last after {slow.longest:.0f} s; {len(times)} other requests answered, "
              f"the slowest in {max(times) * 1000:.0f} ms")
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def run_slowhttptest(arguments, host, port):
    program = shutil.which("slowhttptest") or sys.exit("slowhttptest is not installed")
    for name, options in [
        ("slow headers", ["-H"]), ("slow bodies", ["-B"]), ("slow reading", ["-X"]),
    ]:
        process = subprocess.Popen(
            [program, *options, "-c", str(arguments.connections), "-r", "500", "-i", "1", "-l", "20",
             "-p", "3", "-u", f"http://{host}:{port}/health/live"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times = []
        while process.poll() is None:
            times.append(await ask(host, port))
            await asyncio.sleep(0.1)
        print(f"slowhttptest, {name}: {len(times)} other requests answered, the slowest in "
              f"{max(times) * 1000:.0f} ms")


async def main():
    arguments = parse()
    url = urllib.parse.urlsplit(arguments.url)
    await hold_and_ask(arguments, url.hostname, url.port)
    if arguments.slowhttptest:
        await run_slowhttptest(arguments, url.hostname, url.port)


asyncio.run(main())
