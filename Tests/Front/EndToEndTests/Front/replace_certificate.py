"""Replaces the certificate of a running server and checks the effect on clients.

usage: replace_certificate.py PORT PROCESS CERTIFICATE KEY LOG

The server uses the files CERTIFICATE and KEY. Their folder has the same names with the endings
.new, .foreign (of another key) and .expired.
"""

import os
import pathlib
import shutil
import signal
import socket
import ssl
import sys
import time

port, process = int(sys.argv[1]), int(sys.argv[2])
certificate, key, log = (pathlib.Path(name) for name in sys.argv[3:6])


def connect(version=None):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["http/1.1"])
    if version:
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        context.maximum_version = version
        context.set_ciphers("ALL:@SECLEVEL=0")
    return context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=20))


def shown():
    with connect() as connection:
        return connection.getpeercert(binary_form=True)


def of(file):
    return ssl.PEM_cert_to_DER_cert(file.read_text())


def beside(file, ending):
    return file.with_name(file.name + ending)


def until(what, is_true):
    deadline = time.monotonic() + 60
    while not is_true():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.05)


def ask(connection):
    connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n")
    answer = b""
    while not answer.endswith(b'{"status":"live"}'):
        part = connection.recv(65536)
        assert part, answer
        answer += part
    assert answer.startswith(b"HTTP/1.1 200"), answer


def replace(ending, file):
    """Moves a new file to the old name, as deployments do."""
    shutil.copy(beside(file, ending), beside(file, ".part"))
    os.replace(beside(file, ".part"), file)


old = of(certificate)
assert shown() == old
assert connect(ssl.TLSVersion.TLSv1_2).version() == "TLSv1.2"
assert connect().version() == "TLSv1.3"
try:
    connect(ssl.TLSVersion.TLSv1_1)
    sys.exit("TLS 1.1 is spoken")
except (ssl.SSLError, ConnectionError):
    pass
open_connection = connect()
ask(open_connection)

# A certificate and key that do not match are rejected when the server polls the files.
replace(".foreign", certificate)
until("the refusal", lambda: "does not belong to the first certificate" in log.read_text())
assert shown() == old
# An expired and a missing certificate are rejected on a signal.
replace(".expired", certificate)
os.kill(process, signal.SIGHUP)
until("the refusal", lambda: "expired on" in log.read_text())
certificate.write_text("nonsense")
os.kill(process, signal.SIGHUP)
until("the refusal", lambda: "holds no certificate in PEM" in log.read_text())
assert shown() == old
# A good certificate is loaded, by a poll and on a signal. Open connections continue.
replace(".new", key)
replace(".new", certificate)
until("the new certificate", lambda: shown() == of(certificate))
ask(open_connection)
count = log.read_text().count("certificate loaded")
os.kill(process, signal.SIGHUP)
until("a line in the log", lambda: log.read_text().count("certificate loaded") > count)
ask(open_connection)
