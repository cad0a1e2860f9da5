"""A TCP relay on loopback: relay.py TARGET [--rate BYTES] [--cut BYTES].

TARGET is a port of 127.0.0.1 or the path of a Unix socket. --rate limits the
bytes per second to it over all connections. --cut ends each connection after this many bytes from
it. Prints its port, and ends when standard input ends.
"""

import argparse
import os
import socket
import sys
import threading
import time

parser = argparse.ArgumentParser()
parser.add_argument("target")
parser.add_argument("--rate", type=int)
parser.add_argument("--cut", type=int)
options = parser.parse_args()
lock, turn = threading.Lock(), 0.0


def pace(size):
    """Waits until this many bytes may pass."""
    global turn
    with lock:
        begin = max(turn, time.monotonic())
        turn = begin + size / options.rate
    time.sleep(max(0, begin - time.monotonic()))


def pump(source, sink, rate=None, cut=None):
    passed = 0
    try:
        while piece := source.recv(16384):
            if rate:
                pace(len(piece))
            if cut is not None and passed + len(piece) >= cut:
                sink.sendall(piece[:cut - passed])
                break
            sink.sendall(piece)
            passed += len(piece)
    except OSError:
        pass
    for end, how in ((source, socket.SHUT_RD), (sink, socket.SHUT_WR)):
        try:
            end.shutdown(socket.SHUT_RDWR if cut is not None else how)
        except OSError:
            pass


def connect():
    if options.target.isdigit():
        return socket.create_connection(("127.0.0.1", int(options.target)))
    server = socket.socket(socket.AF_UNIX)
    server.connect(options.target)
    return server


def serve(client):
    try:
        server = connect()
    except OSError:
        return client.close()
    back = threading.Thread(target=pump, args=(server, client, None, options.cut), daemon=True)
    back.start()
    pump(client, server, rate=options.rate)
    back.join()
    client.close()
    server.close()


listener = socket.socket()
# Small kernel buffers, so that delayed bytes do not collect in the kernel.
listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
listener.bind(("127.0.0.1", 0))
listener.listen(64)
print(listener.getsockname()[1], flush=True)
threading.Thread(
    target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
