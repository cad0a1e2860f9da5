"""Many accounts that upload, poll and upload again, in one thread with plain sockets.

An HTTP library would use as much of the two cores as the measured server.
"""

import heapq
import selectors
import socket
import time

from environment import Client


class Uploader:
    """One account's connection. It posts, polls every `pause` seconds, and posts again."""

    def __init__(self, environment, token, place, next_file, pause):
        self.client = Client(environment, token)
        self.socket = socket.create_connection(("127.0.0.1", environment.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.authorization = f"Host: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        self.place, self.next_file, self.pause = place, next_file, pause
        self.done = 0
        self.latencies = []

    def post(self):
        self.posted = time.perf_counter()
        headers, body = self.client.form(self.next_file(self.place, self.done))
        self.socket.sendall(
            (f"POST /v1/schedules/event-imports HTTP/1.1\r\n{self.authorization}"
             f"Content-Type: {headers['Content-Type']}\r\nContent-Length: {len(body)}\r\n\r\n"
             ).encode() + body)
        self.question = None

    def ask(self):
        self.socket.sendall(self.question)

    def read(self):
        """Reads a response. Returns the seconds until the next poll, or None to post."""
        head, _, body = self.socket.recv(65536).partition(b"\r\n\r\n")
        if self.question is None:
            assert head.startswith(b"HTTP/1.1 202"), head
            self.latencies.append(time.perf_counter() - self.posted)
            path = head.split(b"\r\nLocation: ")[1].split(b"\r\n")[0].decode()
            self.question = f"GET {path} HTTP/1.1\r\n{self.authorization}\r\n".encode()
            return self.pause
        assert head.startswith(b"HTTP/1.1 200"), head
        if b'"PROCESSING"' in body:
            return self.pause
        assert b'"IMPORTED"' in body, body
        self.done += 1
        return None


def imports_a_second(environment, tokens, next_file, seconds, rate=None, pause=0.25):
    """Returns the number of imports of all accounts, and the sorted seconds from a POST to its 202.

    `next_file(place, number)` returns the bytes of an upload. With a rate, that many uploads start per
    second. Otherwise each starts when the previous one ends.
    """
    uploaders = [Uploader(environment, token, place, next_file, pause)
                 for place, token in enumerate(tokens)]
    selector = selectors.DefaultSelector()
    between = len(uploaders) / rate if rate else 0
    start = time.perf_counter()
    end = start + seconds
    # The next action of each account and its time. The place breaks ties.
    plans = []
    for uploader in uploaders:
        selector.register(uploader.socket, selectors.EVENT_READ, uploader)
        uploader.due = start + between * uploader.place / len(uploaders)
        plans.append((uploader.due, uploader.place, uploader.post))
    heapq.heapify(plans)
    active = len(uploaders)
    while active:
        now = time.perf_counter()
        while plans and plans[0][0] <= now:
            heapq.heappop(plans)[2]()
        wait = max(0, plans[0][0] - now) if plans else None
        for key, _ in selector.select(wait):
            uploader = key.data
            later = uploader.read()
            now = time.perf_counter()
            if later is not None:
                heapq.heappush(plans, (now + later, uploader.place, uploader.ask))
                continue
            uploader.due = max(now, uploader.due + between)
            if uploader.due < end:
                heapq.heappush(plans, (uploader.due, uploader.place, uploader.post))
            else:
                active -= 1
    for uploader in uploaders:
        uploader.socket.close()
    latencies = sorted(latency for uploader in uploaders for latency in uploader.latencies)
    return sum(uploader.done for uploader in uploaders) / (time.perf_counter() - start), latencies
