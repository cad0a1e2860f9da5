"""Finds programs and free ports."""

import glob
import os
import pathlib
import pwd
import shutil
import socket
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
WFM = os.environ.get("WFM_FAULTS_BINARY", str(ROOT / ".build/release/wfm"))
IS_ROOT = os.geteuid() == 0


class Skip(Exception):
    """Says what this machine lacks."""


def postgres(program):
    """Returns the path of a program of PostgreSQL: from PATH, otherwise Debian's newest version."""
    found = shutil.which(program)
    if found and not os.path.islink("/usr/bin/" + program):
        return found
    folders = glob.glob("/usr/lib/postgresql/*/bin")
    for folder in sorted(folders, key=lambda path: int(path.split("/")[4]), reverse=True):
        if os.access(f"{folder}/{program}", os.X_OK):
            return f"{folder}/{program}"
    raise Skip(f"{program} is missing: run scripts/install-dependencies --faults")


def program(name):
    folders = [os.path.dirname(sys.executable), os.environ["PATH"], "/usr/sbin", "/sbin"]
    found = shutil.which(name, path=":".join(folders))
    if not found:
        raise Skip(f"{name} is missing: run scripts/install-dependencies --faults")
    return found


def need_root(reason):
    if not IS_ROOT:
        raise Skip(f"needs root: {reason}")


def unprivileged_user():
    """Returns the user that runs PostgreSQL and other unprivileged programs if this is root."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("this machine has neither a user postgres nor nobody")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
