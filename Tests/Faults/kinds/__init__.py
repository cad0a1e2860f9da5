"""The kinds of faults, by name: a file each, with a class for each kind in it."""

import importlib
import pkgutil


class Kind:
    """`inject` does its fault at a random moment and returns when it is over (time.monotonic())."""

    name = ""
    # Seconds to recover in, from the fault's end.
    limit = 30
    may_end_as_error = False
    # Whether it is one long fault, however many are asked for.
    once = False
    world_options = {}

    # What `once` kinds last where nobody says how long, when they are not quick.
    seconds = 0

    def __init__(self, quick, seconds=None):
        self.quick = quick
        self.seconds = seconds or (20 if quick else self.seconds)

    def world(self, seed):
        from ..world import World

        return World(seed, quick=self.quick, **self.world_options)

    def begin(self, world):
        """Before the first fault."""

    def inject(self, world):
        raise NotImplementedError

    def end(self, world):
        """After the last one; raises AssertionError for what the law does not say."""


def all_kinds():
    kinds = {}
    for module in pkgutil.iter_modules(__path__):
        members = vars(importlib.import_module(f"{__name__}.{module.name}")).values()
        for kind in members:
            if isinstance(kind, type) and issubclass(kind, Kind) and kind.name:
                kinds[kind.name] = kind
    return kinds
