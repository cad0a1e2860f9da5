"""Measures the memory that a server holds for unfinished bodies.

Opens HTTP/2 connections from one address. On each it starts 100 token requests, or as many as the
server allows, and never ends their bodies. Prints the growth of the server's memory.

usage: unfinished_bodies.py PORT PID

The exit status is 0 if the growth is at most 4 MiB.
"""

import socket
import ssl
import sys
import time

import h2.config
import h2.connection
import h2.events
import h2.exceptions

CONNECTIONS, STREAMS, BODY = 4, 100, 60_000
MOST = 4 << 20


def resident(process):
    with open(f"/proc/{process}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) << 10


class Client:
    def __init__(self, port):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_alpn_protocols(["h2"])
        self.socket = context.wrap_socket(
            socket.create_connection(("127.0.0.1", port)), server_hostname="localhost")
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
        self.h2.initiate_connection()
        self.left = {}
        self.flush()

    def flush(self):
        self.socket.sendall(self.h2.data_to_send())

    def receive(self, seconds):
        """The bytes that arrived in time; empty if none did."""
        self.socket.settimeout(seconds)
        try:
            data = self.socket.recv(65536)
        except (TimeoutError, ssl.SSLWantReadError):
            return []
        assert data, "the connection was closed"
        events = self.h2.receive_data(data)
        self.flush()
        return events

    def request(self, method, path, fields=(), ends=True):
        stream = self.h2.get_next_available_stream_id()
        self.h2.send_headers(
            stream, [(":method", method), (":scheme", "https"), (":authority", "localhost"),
                     (":path", path), *fields], end_stream=ends)
        self.flush()
        return stream

    def open(self):
        while not any(self.receive(1)):
            pass  # until the server's settings are here
        allowed = self.h2.remote_settings.max_concurrent_streams
        for _ in range(min(STREAMS, allowed)):
            stream = self.request(
                "POST", "/oauth/token",
                [("content-type", "application/x-www-form-urlencoded"),
                 ("content-length", str(BODY + 1))], ends=False)
            self.left[stream] = BODY

    def send(self):
        """Sends as much of the bodies as the server accepts."""
        for event in self.receive(0.05):
            if isinstance(event, (h2.events.StreamReset, h2.events.StreamEnded)):
                self.left.pop(event.stream_id, None)
        for stream, left in self.left.items():
            try:
                size = min(left, self.h2.local_flow_control_window(stream), 16384)
                if size > 0:
                    self.h2.send_data(stream, b"x" * size)
                    self.left[stream] -= size
            except h2.exceptions.ProtocolError:
                self.left[stream] = 0
        self.flush()


def answers(port):
    client = Client(port)
    stream = client.request("GET", "/health/live")
    end = time.monotonic() + 10
    while time.monotonic() < end:
        for event in client.receive(1):
            if isinstance(event, h2.events.StreamEnded) and event.stream_id == stream:
                return True
    return False


def main():
    port, process = int(sys.argv[1]), int(sys.argv[2])
    # The first connection has a one-time cost.
    assert answers(port)
    before = most = resident(process)
    clients = [Client(port) for _ in range(CONNECTIONS)]
    for client in clients:
        client.open()
    for _ in range(20):
        for client in clients:
            client.send()
        most = max(most, resident(process))
    more = most - before
    print(f"{more >> 10} KiB more")
    assert more <= MOST, f"{more} bytes more"


main()
