"""Where programs lie, and which ports are free."""

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
    """What this machine cannot do, in words."""


def postgres(program):
    """The path of one of PostgreSQL's programs: from PATH, else Debian's newest."""
    found = shutil.which(program)
    if found and not os.path.islink("/usr/bin/" + program):
        return found
    folders = glob.glob("/usr/lib/postgresql/*/bin")
    for folder in sorted(folders, key=lambda path: int(path.split("/")[4]), reverse=True):
        if os.access(f"{folder}/{program}", os.X_OK):
            return f"{folder}/{program}"
    raise Skip(f"there is no {program} here: scripts/install-dependencies --faults")


def program(name):
    folders = [os.path.dirname(sys.executable), os.environ["PATH"], "/usr/sbin", "/sbin"]
    found = shutil.which(name, path=":".join(folders))
    if not found:
        raise Skip(f"there is no {name} here: scripts/install-dependencies --faults")
    return found


def need_root(reason):
    if not IS_ROOT:
        raise Skip(f"needs root: {reason}")


def unprivileged_user():
    """Whom root lets PostgreSQL, and whatever else needs no rights, run as."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("there is no user postgres or nobody")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
