"""An HTTP/2 client that keeps or breaks the protocol, depending on its first argument.

usage: http2_client.py CASE PORT

Prints nothing and exits with status 0 if the server behaved correctly. Otherwise prints the fault.
"""

import socket
import ssl
import struct
import sys
import time

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.settings
import hpack

PATIENCE = 30
CALM = (h2.errors.ErrorCodes.ENHANCE_YOUR_CALM, None)


class Connection:
    """A connection with blocking calls, and all received events."""

    def __init__(self, port, receive_buffer=None, preface=True):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_alpn_protocols(["h2"])
        plain = socket.socket()
        if receive_buffer:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        plain.settimeout(PATIENCE)
        plain.connect(("127.0.0.1", port))
        self.socket = context.wrap_socket(plain, server_hostname="localhost")
        assert self.socket.selected_alpn_protocol() == "h2"
        self.h2 = h2.connection.H2Connection(
            h2.config.H2Configuration(
                header_encoding="utf-8", validate_outbound_headers=False,
                normalize_outbound_headers=False))
        self.h2.initiate_connection()
        self.events = []
        self.received = b""
        self.last_frames = []
        self.is_closed = False
        self.is_going = False
        self.sends_updates = True
        if preface:
            self.flush()

    def flush(self):
        data = self.h2.data_to_send()
        if data:
            self.raw(data)

    def raw(self, data):
        """Sends bytes. If the server is gone, the next read reports it."""
        try:
            self.socket.sendall(data)
        except OSError:
            pass

    def frame(self, kind, flags, stream, payload=b""):
        self.raw(struct.pack(">I", len(payload))[1:] + bytes([kind, flags])
                 + struct.pack(">I", stream) + payload)

    def receive(self):
        try:
            data = self.socket.recv(65536)
        except (ssl.SSLError, ConnectionError):
            data = b""
        if not data:
            self.is_closed = True
            return
        self.received += data
        while len(self.received) >= 9:
            end = 9 + int.from_bytes(self.received[:3], "big")
            if len(self.received) < end:
                break
            frame, self.received = self.received[:end], self.received[end:]
            self.take(frame)
        self.flush()

    def take(self, frame):
        """h2 ignores a connection after a GOAWAY, although open streams continue to their end. So
        the frames after it are kept unparsed."""
        if self.is_going:
            self.last_frames.append((frame[3], frame[9:]))
            if frame[3] == 6:
                self.frame(6, 1, 0, frame[9:])
            return
        for event in self.h2.receive_data(frame):
            self.events.append(event)
            if isinstance(event, h2.events.ConnectionTerminated):
                self.is_going = True
            if isinstance(event, h2.events.DataReceived) and self.sends_updates:
                if event.flow_controlled_length and event.stream_ended is None:
                    self.h2.acknowledge_received_data(
                        event.flow_controlled_length, event.stream_id)

    def wait(self, kind, stream=None, where=lambda event: True):
        """Waits for the first event of this kind."""
        seen = 0
        while True:
            for event in self.events[seen:]:
                if isinstance(event, kind) and where(event):
                    if stream is None or event.stream_id == stream:
                        return event
            seen = len(self.events)
            assert not self.is_closed, f"closed before {kind}: {self.events}"
            self.receive()

    def wait_for_end(self):
        while not self.is_closed:
            self.receive()

    def request(self, path, method="GET", fields=(), ends=True, authority="localhost"):
        stream = self.h2.get_next_available_stream_id()
        self.h2.send_headers(
            stream,
            [(":method", method), (":scheme", "https"), (":authority", authority),
             (":path", path), *fields],
            end_stream=ends)
        self.flush()
        return stream

    def status(self, stream):
        return dict(self.wait(h2.events.ResponseReceived, stream).headers)[":status"]

    def body(self, stream):
        self.wait(h2.events.StreamEnded, stream)
        return b"".join(e.data for e in self.events
                        if isinstance(e, h2.events.DataReceived) and e.stream_id == stream)

    def disregard(self, limit):
        """Lets this client exceed a limit that the server has announced."""
        self.h2.remote_settings[limit] = 1 << 30
        self.h2.remote_settings.acknowledge()

    def expect_calm(self):
        """Expects the server to end the connection, and returns the reason in its GOAWAY. Returns
        None if the GOAWAY is lost: a close while the client still sends resets the connection."""
        try:
            self.wait_for_end()
        except h2.exceptions.ProtocolError:
            pass
        ends = [e for e in self.events if isinstance(e, h2.events.ConnectionTerminated)]
        assert self.is_closed, self.events[-3:]
        return ends[-1].error_code if ends else None


class Bare:
    """A connection of raw frames, for thousands of requests and frames that h2 would not send."""

    def __init__(self, port, settings=b""):
        self.link = Connection(port, preface=False)
        self.link.raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
        self.link.frame(4, 0, 0, settings)
        self.encoder = hpack.Encoder()
        self.next_stream = 1
        self.received = b""

    def frames(self):
        """Waits for a whole frame. Returns all whole frames as (kind, flags, stream, payload)."""
        found = []
        while not found:
            data = self.link.socket.recv(65536)
            assert data, "closed"
            self.received += data
            while len(self.received) >= 9:
                end = 9 + int.from_bytes(self.received[:3], "big")
                if len(self.received) < end:
                    break
                frame, self.received = self.received[:end], self.received[end:]
                found.append((frame[3], frame[4], int.from_bytes(frame[5:9], "big"), frame[9:]))
        return found

    def request(self, path, method="GET", fields=(), ends=True):
        block = self.encoder.encode(
            [(":method", method), (":scheme", "https"), (":authority", "localhost"),
             (":path", path), *fields])
        stream, self.next_stream = self.next_stream, self.next_stream + 2
        self.link.frame(1, 5 if ends else 4, stream, block)
        return stream

    def answers(self, count, at_once=40):
        """Sends this many requests. Returns the received header blocks."""
        blocks, open_streams, sent = [], 0, 0
        while len(blocks) < count or open_streams:
            while open_streams < at_once and sent < count:
                self.request("/")
                open_streams, sent = open_streams + 1, sent + 1
            read = 0
            for kind, flags, _, payload in self.frames():
                assert kind not in (3, 7), (kind, payload)
                if kind == 1:
                    blocks.append(payload)
                if kind == 0:
                    read += len(payload)
                if kind in (0, 1) and flags & 1:
                    open_streams -= 1
            if read:
                self.link.frame(8, 0, 0, struct.pack(">I", read))
        return blocks


LARGEST_TABLE = struct.pack(">HI", 1, 2**32 - 1)


def cost_does_not_grow(port):
    """The cost of a header section depends on its bytes and on the table that is searched. After
    20,000 responses both are unchanged. Time is not measured, because other tests share the CPU."""
    client = Bare(port, LARGEST_TABLE)
    blocks = client.answers(20_000)
    first, last = (sum(map(len, part)) for part in (blocks[:1000], blocks[-1000:]))
    assert last < 2 * first, f"{first} bytes of header fields at first, {last} at last"
    decoder = hpack.Decoder()
    decoder.max_allowed_table_size = 2**32 - 1
    for block in blocks:
        decoder.decode(block)
    table = decoder.header_table.dynamic_entries
    assert len(table) < 10, len(table)


def caps_table(port):
    """For every table size that the client allows, the server announces no larger table. Fields
    that differ in each response are not in it. The frame arrives byte by byte."""
    client = Bare(port)
    for byte in struct.pack(">I", len(LARGEST_TABLE))[1:] + b"\4\0\0\0\0\0" + LARGEST_TABLE:
        client.link.raw(bytes([byte]))
    decoder = hpack.Decoder()
    for block in client.answers(50, at_once=1):
        # 001xxxxx changes the size (RFC 7541, section 6.3).
        assert block[0] & 0xE0 != 0x20, block
        decoder.decode(block)
    table = decoder.header_table.dynamic_entries
    assert len(table) < 10, list(table)


def ends_after_requests(port):
    """The server ends a connection after 20 requests, and answers all accepted requests."""
    connection = Connection(port)
    streams = [connection.request("/") for _ in range(20)]
    connection.wait_for_end()
    ends = [e for e in connection.events if isinstance(e, h2.events.ConnectionTerminated)]
    assert ends and ends[0].error_code == h2.errors.ErrorCodes.NO_ERROR, connection.events
    answered = sum(isinstance(e, h2.events.StreamEnded) for e in connection.events)
    answered += sum(kind == 0 and data == b"hello" for kind, data in connection.last_frames)
    assert answered == len(streams), answered


def bounds_streams_of_an_address(port):
    """Allows three open streams over all connections. More streams are reset and may be retried."""
    first, second = Connection(port), Connection(port)
    held = [upload_that_began(first) for _ in range(2)]
    upload_that_began(second)
    reset = second.wait(h2.events.StreamReset, second.request("/"))
    assert reset.error_code == h2.errors.ErrorCodes.REFUSED_STREAM, reset
    for stream in held:
        first.h2.end_stream(stream)
    first.flush()
    assert [first.body(stream) for stream in held] == [b"0", b"0"]
    # A place becomes free soon after its response.
    for _ in range(100):
        stream = second.request("/")
        end = second.wait((h2.events.StreamEnded, h2.events.StreamReset), stream)
        if isinstance(end, h2.events.StreamEnded):
            break
        assert end.error_code == h2.errors.ErrorCodes.REFUSED_STREAM, end
        time.sleep(0.05)
    assert second.body(stream) == b"hello"


def upload_that_began(connection):
    """A stream that the server has accepted, with an unfinished body."""
    stream = connection.request("/upload", "POST", [("expect", "100-continue")], ends=False)
    connection.wait(h2.events.InformationalResponseReceived, stream)
    return stream


def bounds_unwanted_bodies(port):
    """A client that does not acknowledge the window of 4 KiB still has the old window of 64 KiB. So
    unwanted bodies are also limited per connection."""
    client = Bare(port)
    for _ in range(20):
        stream = client.request("/held", "POST", ends=False)
        for _ in range(4):
            client.link.frame(0, 0, stream, b"x" * 16000)
    while True:
        for kind, _, _, payload in client.frames():
            assert kind != 7, payload
            if kind == 3:
                assert payload == struct.pack(">I", h2.errors.ErrorCodes.ENHANCE_YOUR_CALM), payload
                return


def bounds_header_bytes_of_a_connection(port):
    connection = Connection(port)
    for _ in range(60):
        stream = connection.request(
            "/upload", "POST", [(f"x-{i}", "y" * 1000) for i in range(14)], ends=False)
    reset = connection.wait(h2.events.StreamReset)
    assert reset.error_code == h2.errors.ErrorCodes.REFUSED_STREAM, reset


def takes_a_large_body(port):
    """The window opens as the body is read, even if the client sends before it has our settings."""
    for waits in False, True:
        connection = Connection(port)
        if waits:
            connection.wait(h2.events.RemoteSettingsChanged)
        stream = connection.request("/upload", "POST", ends=False)
        left = 3_000_000
        while left:
            size = min(left, 16384, connection.h2.local_flow_control_window(stream))
            if size > 0:
                connection.h2.send_data(stream, b"x" * size)
                connection.flush()
                left -= size
            else:
                connection.receive()
        connection.h2.end_stream(stream)
        connection.flush()
        assert connection.body(stream) == b"3000000"


def refuses_schemes(port):
    connection = Connection(port)
    for scheme, status in ("ftp", "400"), ("HTTP", "200"), ("https", "200"):
        stream = connection.h2.get_next_available_stream_id()
        connection.h2.send_headers(
            stream,
            [(":method", "GET"), (":scheme", scheme), (":authority", "a"), (":path", "/")],
            end_stream=True)
        connection.flush()
        assert connection.status(stream) == status, scheme


def sees_a_broken_response(port):
    """A response that the server cannot complete ends with a stream error."""
    connection = Connection(port)
    stream = connection.request("/broken")
    reset = connection.wait(h2.events.StreamReset, stream)
    assert reset.error_code == h2.errors.ErrorCodes.INTERNAL_ERROR, reset
    assert connection.body(connection.request("/")) == b"hello"


def goes_away(port):
    """Disconnects during its request without a GOAWAY. The server finishes the request."""
    connection = Connection(port)
    connection.request("/held", "POST", ends=False)
    # The response to /entered arrives once the handler waits.
    assert connection.body(connection.request("/entered")) == b"entered"
    connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.socket.close()


def serves(port):
    connection = Connection(port)
    streams = [connection.request("/") for _ in range(20)]
    for stream in streams:
        assert connection.status(stream) == "200"
        assert connection.body(stream) == b"hello"
    stream = connection.request("/large")
    assert len(connection.body(stream)) == 32 << 20
    stream = connection.request("/upload", "POST", [("expect", "100-continue")], ends=False)
    connection.wait(h2.events.InformationalResponseReceived, stream)
    connection.h2.send_data(stream, b"12345", end_stream=True)
    connection.flush()
    assert connection.body(stream) == b"5"


def refuses_early(port):
    """The response arrives during the body. The server drops the rest of the body."""
    connection = Connection(port)
    stream = connection.request("/refused", "POST", ends=False)
    assert connection.status(stream) == "413"
    for _ in range(4):
        while connection.h2.local_flow_control_window(stream) < 16384:
            connection.receive()
        connection.h2.send_data(stream, b"x" * 16384)
        connection.flush()
    connection.h2.end_stream(stream)
    connection.flush()
    # A body that waits for 100 Continue, or is too long to drop, is reset without an error.
    for fields in [("expect", "100-continue")], [("content-length", "99999999")]:
        stream = connection.request("/refused", "POST", fields, ends=False)
        assert connection.status(stream) == "413"
        reset = connection.wait(h2.events.StreamReset, stream)
        assert reset.error_code == h2.errors.ErrorCodes.NO_ERROR, reset
    stream = connection.request("/")
    assert connection.body(stream) == b"hello"


def cuts_stalled_body(port):
    connection = Connection(port)
    stream = connection.request("/upload", "POST", [("content-length", "9")], ends=False)
    connection.h2.send_data(stream, b"123")
    connection.flush()
    assert connection.status(stream) == "408"
    assert b'"message":"Request Timeout."' in connection.body(stream)
    reset = connection.wait(h2.events.StreamReset, stream)
    assert reset.error_code == h2.errors.ErrorCodes.NO_ERROR, reset
    assert connection.body(connection.request("/")) == b"hello"


def cuts_trickling_body(port):
    connection = Connection(port)
    stream = connection.request("/upload", "POST", ends=False)
    while not any(isinstance(e, h2.events.ResponseReceived) for e in connection.events):
        connection.h2.send_data(stream, b"1")
        connection.flush()
        connection.socket.settimeout(0.01)
        try:
            connection.receive()
        except TimeoutError:
            pass
        connection.socket.settimeout(PATIENCE)
    assert connection.status(stream) == "408"


def cuts_reader_that_stops(port):
    """The window of one stream stays closed. Another stream is served meanwhile."""
    connection = Connection(port)
    connection.sends_updates = False
    stream = connection.request("/large")
    reset = connection.wait(h2.events.StreamReset, stream)
    assert reset.error_code == h2.errors.ErrorCodes.CANCEL, reset
    connection.h2.increment_flow_control_window(1 << 20)
    connection.flush()
    assert connection.body(connection.request("/")) == b"hello"


def ends_idle_connection(port):
    connection = Connection(port)
    assert connection.body(connection.request("/")) == b"hello"
    end = connection.wait(h2.events.ConnectionTerminated)
    assert end.error_code == h2.errors.ErrorCodes.NO_ERROR, end
    connection.wait_for_end()


def ends_connection_without_request(port):
    Connection(port).wait_for_end()
    # A connection whose header section never ends has no request either.
    connection = Connection(port)
    connection.frame(1, 0, 1, b"\x82")
    connection.wait_for_end()


def keeps_header_limits(port):
    connection = Connection(port)
    stream = connection.request("/", fields=[("x", "1")] * 101)
    assert connection.status(stream) == "431"
    for path in ["relative", "/a#b", "*"]:
        stream = connection.request(path)
        assert connection.status(stream) == "400", path
    reset = connection.wait(h2.events.StreamReset, connection.request("/", authority="a b"))
    assert reset.error_code == h2.errors.ErrorCodes.PROTOCOL_ERROR, reset
    for authority in ["user@host", "a/b"]:
        stream = connection.request("/", authority=authority)
        assert connection.status(stream) == "400", authority
    stream = connection.request("/", fields=[("host", "another")])
    assert connection.status(stream) == "400"
    assert connection.body(connection.request("/")) == b"hello"


def limits_header_bytes(port):
    connection = Connection(port)
    connection.h2.encoder.huffman_coding = False
    connection.disregard(h2.settings.SettingCodes.MAX_HEADER_LIST_SIZE)
    connection.request("/", fields=[("x", "y" * 1000)] * 17)
    assert connection.expect_calm() != h2.errors.ErrorCodes.NO_ERROR


def limits_header_bomb(port):
    """Refers to one entry of the dynamic table repeatedly: 60 kB become 200 MB."""
    connection = Connection(port)
    name = b"x" * 3000
    block = connection.h2.encoder.encode(
        [(":method", "GET"), (":scheme", "https"), (":authority", "a"), (":path", "/")])
    block += b"\x40\x01a\x7f" + bytes([0x80 | (len(name) - 127) & 0x7F, (len(name) - 127) >> 7])
    block += name + b"\xbe" * 8000
    connection.frame(1, 5, 1, block)
    assert connection.expect_calm() != h2.errors.ErrorCodes.NO_ERROR


def limits_continuations(port):
    connection = Connection(port)
    connection.frame(1, 0, 1, b"\x82")
    for _ in range(10000):
        connection.frame(9, 0, 1, b"\x82")
    assert connection.expect_calm() in CALM


def limits_rapid_reset(port):
    connection = Connection(port)
    for _ in range(1000):
        stream = connection.request("/")
        connection.h2.reset_stream(stream)
        connection.flush()
    assert connection.expect_calm() in CALM


def limits_pings(port):
    connection = Connection(port)
    for _ in range(1000):
        connection.frame(6, 0, 0, b"12345678")
    assert connection.expect_calm() in CALM


def limits_settings(port):
    connection = Connection(port)
    for _ in range(1000):
        connection.frame(4, 0, 0)
    assert connection.expect_calm() in CALM


def limits_empty_data(port):
    connection = Connection(port)
    connection.request("/upload", "POST", ends=False)
    for _ in range(1000):
        connection.frame(0, 0, 1)
    assert connection.expect_calm() in CALM


def limits_streams(port):
    """Sends more concurrent requests than allowed, which ends the connection."""
    connection = Connection(port)
    connection.wait(h2.events.RemoteSettingsChanged)
    allowed = connection.h2.remote_settings.max_concurrent_streams
    connection.disregard(h2.settings.SettingCodes.MAX_CONCURRENT_STREAMS)
    for _ in range(allowed + 1):
        connection.request("/upload", "POST", ends=False)
    assert connection.expect_calm() != h2.errors.ErrorCodes.NO_ERROR


def finishes_at_shutdown(port):
    """Reports that its request is in progress. The server then shuts down."""
    connection = Connection(port)
    stream = connection.request("/held", "POST", ends=False)
    end = connection.wait(h2.events.ConnectionTerminated)
    assert end.error_code == h2.errors.ErrorCodes.NO_ERROR, end
    connection.frame(0, 1, stream, b"12345")
    connection.wait_for_end()
    # HEADERS with the indexed status 200, and the number of bytes as DATA.
    frames = connection.last_frames
    assert any(kind == 1 and data[:1] == b"\x88" for kind, data in frames), frames
    assert any(kind == 0 and data == b"5" for kind, data in frames), frames
    ends = [data for kind, data in frames if kind == 7]
    assert ends == [struct.pack(">II", stream, 0)], ends


def main():
    case, port = sys.argv[1], int(sys.argv[2])
    cases = {name: value for name, value in globals().items() if callable(value)}
    cases[case](port)


main()
