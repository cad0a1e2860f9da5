"""Runs one kind of fault, from the setup to the check of the law."""

import dataclasses
import os
import sys
import time
import traceback

from .kinds import all_kinds
from .law import Verdict
from .places import Skip


@dataclasses.dataclass
class Result:
    kind: str
    faults: int = 0
    longest: float = 0.0
    seconds: float = 0.0
    verdict: Verdict = dataclasses.field(default_factory=Verdict)
    skipped: str = ""
    failure: str = ""
    note: str = ""

    @property
    def is_good(self):
        # If CI is set, the requirements of every kind must be installed.
        is_missing = self.skipped and os.environ.get("CI")
        return not (self.failure or self.verdict.breaches or is_missing)


def run(name, count, seed, quick, seconds=None):
    result, began = Result(name), time.monotonic()
    kind = all_kinds()[name](quick, seconds)
    try:
        with kind.world(seed) as world:
            try:
                kind.begin(world)
                while result.faults < (1 if kind.once else count):
                    over = kind.inject(world)
                    result.faults += 1
                    result.longest = max(result.longest, world.recovery(over, kind.limit))
                result.verdict = world.judge(kind.may_end_as_error)
                kind.end(world)
            except Exception:
                if not world.cluster.is_running:
                    print((world.cluster.folder / "log").read_text()[-1500:], file=sys.stderr)
                raise
        result.note = getattr(kind, "note", "")
    except Skip as reason:
        result.skipped = str(reason)
    except Exception as error:
        result.failure = f"{error}\n{traceback.format_exc(limit=-3)}"
    result.seconds = time.monotonic() - began
    return result
