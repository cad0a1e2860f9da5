"""A `wfm` process."""

import os
import pathlib
import re
import signal
import subprocess
import time

from .places import WFM, free_port

SECRET = "the-shared-secret-of-the-faults-harness"


class Replica:
    def __init__(self, name, folder, database_url, *, command=("serve",), settings=None,
                 prefix=(), address="127.0.0.1"):
        """`prefix` is a command that executes the program."""
        self.name, self.prefix, self.command = name, list(prefix), list(command)
        self.address, self.port = address, free_port()
        self.log = pathlib.Path(folder) / f"{name}.log"
        self.process = None
        self.environment = {"PATH": os.environ["PATH"]} | {
            "WFM_DATABASE_URL": database_url,
            "WFM_HOST": address,
            "WFM_PORT": str(self.port),
            "WFM_TOKEN_SECRET": SECRET,
            "WFM_REPORT_URL_KEY": SECRET,
            "WFM_DATABASE_POOL_SIZE": "4",
            "WFM_UPLOAD_RATE": "100000",
            "WFM_READ_RATE": "100000",
        } | (settings or {})

    def start(self, wait=True):
        offset = self.log.stat().st_size if self.log.exists() else 0
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.prefix + [WFM, *self.command], env=self.environment, stdout=log, stderr=log,
                start_new_session=True)
        if wait and self.command[0] == "serve":
            self.await_listening(offset)

    def await_listening(self, offset=0, patience=60):
        deadline = time.monotonic() + patience
        while not re.search(rb"listening\n", self.log.read_bytes()[offset:]):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} does not listen: {self.tail()}")
            time.sleep(0.02)

    def tail(self):
        return self.log.read_text(errors="replace")[-1500:]

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def kill(self):
        if self.is_running:
            self.process.send_signal(signal.SIGKILL)
        if self.process:
            self.process.wait()

    def stop(self, patience=12):
        """Stops the process as an operator would. Returns its exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
            raise RuntimeError(f"{self.name} did not exit within {patience} s: {self.tail()}")

    def usage(self):
        """Returns the numbers of threads, descriptors and resident MiB."""
        folder = f"/proc/{self.process.pid}"
        status = open(f"{folder}/status").read()
        memory = int(re.search(r"VmRSS:\s+(\d+) kB", status).group(1)) / 1024
        return {"threads": len(os.listdir(f"{folder}/task")),
                "descriptors": len(os.listdir(f"{folder}/fd")), "memory": round(memory)}
