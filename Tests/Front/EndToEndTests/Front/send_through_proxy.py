"""Starts a proxy with the example's configuration in front of a server. Sends each malformed
request through it, followed by another client's request, which must get its own response.

usage: send_through_proxy.py nginx|haproxy SERVER_PORT EXAMPLE
"""

import pathlib
import socket
import subprocess
import sys
import tempfile
import time

from malformed_requests import BEHIND, FINE, GET, WRONG, statuses


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(kind, server_port, example, folder):
    """The proxy's process and port. Only addresses and paths differ from the example."""
    port = free_port()
    text = pathlib.Path(example).read_text()
    text = text.replace("127.0.0.1:8080", f"127.0.0.1:{server_port}")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port};")
    text = text.replace("bind :80\n", f"bind 127.0.0.1:{port}\n")
    (folder / "example").write_text(text)
    if kind == "nginx":
        places = "".join(
            f"{name}_temp_path {folder}/{name};"
            for name in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/log; events {{}}\n"
            f"http {{ access_log off; {places} include {folder}/example; }}\n")
        command = ["nginx", "-p", folder, "-c", folder / "nginx.conf", "-e", folder / "log"]
    else:
        command = ["haproxy", "-db", "-f", folder / "example"]
    process = subprocess.Popen(command, stdout=(folder / "out").open("w"), stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return process, port
        except ConnectionRefusedError:
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                sys.exit(f"{kind} does not listen: {(folder / 'out').read_text()}")
            time.sleep(0.02)


def ask(port, name):
    """The response to another client, whose request ends its connection."""
    request = GET + b"Connection: close\r\nX-Request-Id: " + name + b"\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        received = b""
        while data := connection.recv(65536):
            received += data
        return received


def attack(port, request):
    """Sends the request, ends its side, and reads until the proxy sends no more."""
    with socket.create_connection(("127.0.0.1", port), timeout=0.4) as connection:
        received = b""
        try:
            connection.sendall(request)
            while data := connection.recv(65536):
                received += data
        except OSError:
            pass
        return received


def main():
    kind, server_port, example = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    faults = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        process, port = start(kind, server_port, example, folder)
        try:
            cases = [*FINE.items(), *WRONG.items()]
            for number, (name, (_, request)) in enumerate(cases):
                received = attack(port, request + BEHIND)
                if len(statuses(received)) > 2:
                    faults += 1
                    print(f"{name}: two requests had the answers {statuses(received)}")
                for again in range(2):
                    own = f"own-{number}-{again}".encode()
                    answer = ask(port, own)
                    if statuses(answer) != [200] or own not in answer or b"behind" in answer:
                        faults += 1
                        print(f"{name}: the next client got {answer[:300]}")
        finally:
            process.terminate()
            process.wait(20)
    print(f"{len(cases)} requests through {kind}, {faults} disturbed others")
    sys.exit(faults > 0)


main()
