"""A loopback server that sends the given responses: answers.py ANSWER...

Each request gets the next response. The last response is repeated. Prints its port, and for each
request a line: its method, a space, its target, a space, and its body's size. Ends when standard
input ends.
"""

import os
import socket
import sys
import threading

answers, lock = sys.argv[1:], threading.Lock()


def next_answer():
    with lock:
        return answers.pop(0) if len(answers) > 1 else answers[0]


def serve(client):
    stream = client.makefile("rwb")
    while line := stream.readline():
        method, target, _ = line.decode().split()
        size = 0
        while (field := stream.readline().strip().lower()):
            if field.startswith(b"content-length:"):
                size = int(field.split(b":")[1])
        stream.read(size)
        print(method, target, size, flush=True)
        stream.write(next_answer().encode())
        stream.flush()


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
threading.Thread(
    target=lambda: (sys.stdin.buffer.read(), os._exit(0)), daemon=True).start()
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
