"""Programs that a test starts, as an unprivileged user if the test runs as root."""

import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[3]))

from Faults.places import unprivileged_user  # pylint: disable=wrong-import-position


def eventually(condition, what, patience=120, pause=0.02):
    """Waits until `condition` returns a true value, and returns it."""
    end = time.monotonic() + patience
    while True:
        result = condition()
        if result:
            return result
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(pause)


def own_address():
    """A loopback address that is probably unused, so that all of its ports are free."""
    return f"127.{random.randrange(1, 255)}.{random.randrange(256)}.{random.randrange(1, 255)}"


def as_unprivileged(words):
    """The command as a container runs it: as an unprivileged user without capabilities and without
    a way to gain any."""
    options = ["--no-new-privs"]
    if os.geteuid() == 0:
        user = unprivileged_user()
        options += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups",
                    "--bounding-set=-all", "--inh-caps=-all"]
    return ["/usr/bin/setpriv", *options, "--", *(str(word) for word in words)]


class Processes:
    """A context that stops its programs on exit."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.started = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.started):
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
        for process in reversed(self.started):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def start(self, name, words, environment, unprivileged=False):
        words = as_unprivileged(words) if unprivileged else [str(word) for word in words]
        with open(self.folder / f"{name}.log", "ab") as log:
            process = subprocess.Popen(
                words, env=environment, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.started.append(process)
        return process

    def serve(self, wfm, name, environment):
        """Starts a server. Returns the process and its address once it listens."""
        process = self.start(name, [wfm, "serve"], environment)

        def port():
            found = re.search(r"port=(\d+)[^\n]*listening\n", self.output(name))
            assert found or process.poll() is None, self.output(name)
            return found
        return process, f"http://127.0.0.1:{eventually(port, 'the server to listen')[1]}"

    def output(self, name):
        """The end of its output."""
        return (self.folder / f"{name}.log").read_text(errors="replace")[-4000:]
