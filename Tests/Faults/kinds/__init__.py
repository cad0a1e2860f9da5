"""The kinds of faults by name. Each file has a class per kind."""

import importlib
import pkgutil


class Kind:
    """`inject` injects a fault at a random moment. Returns the time of its end (time.monotonic())."""

    name = ""
    # The limit for the recovery after the fault, in seconds.
    limit = 30
    may_end_as_error = False
    # Whether this is one long fault, regardless of --count.
    once = False
    world_options = {}

    # The default duration of `once` kinds without --quick, in seconds.
    seconds = 0

    def __init__(self, quick, seconds=None):
        self.quick = quick
        self.seconds = seconds or (20 if quick else self.seconds)

    def world(self, seed):
        from ..world import World

        return World(seed, quick=self.quick, **self.world_options)

    def begin(self, world):
        """Runs before the first fault."""

    def inject(self, world):
        raise NotImplementedError

    def end(self, world):
        """Runs after the last fault. Raises AssertionError for failures that the law does not cover."""


def all_kinds():
    kinds = {}
    for module in pkgutil.iter_modules(__path__):
        members = vars(importlib.import_module(f"{__name__}.{module.name}")).values()
        for kind in members:
            if isinstance(kind, type) and issubclass(kind, Kind) and kind.name:
                kinds[kind.name] = kind
    return kinds
