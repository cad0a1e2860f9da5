"""Injects faults and checks the law afterwards. Usage: scripts/faults --help"""

import argparse
import concurrent.futures
import multiprocessing
import secrets
import sys

from .kinds import all_kinds
from .runner import run


def table(results):
    rows = [("kind", "faults", "imports", "ERROR", "events", "files lost", "events lost or twice",
             "longest recovery", "took")]
    for result in results:
        if result.skipped:
            rows.append((result.kind, "skipped", *[""] * 7))
            continue
        verdict = result.verdict
        rows.append((
            result.kind, result.faults, verdict.imports, verdict.statuses["ERROR"], verdict.events,
            verdict.files_lost, verdict.events_lost + verdict.events_extra,
            f"{result.longest:.1f} s", f"{result.seconds:.0f} s"))
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)).rstrip())


def report(result):
    if result.note:
        print(f"{result.kind}: {result.note}")
    if result.skipped:
        print(f"{result.kind}: skipped: {result.skipped}")
    if result.failure:
        print(f"{result.kind}: FAILED after {result.faults} faults: {result.failure}")
    for breach in result.verdict.breaches[:20]:
        print(f"{result.kind}: BREACH: {breach}")
    print(f"{result.kind}: {result.faults} faults in {result.seconds:.0f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(prog="scripts/faults")
    parser.add_argument("--quick", action="store_true", help="10 faults of each kind, in a few minutes")
    parser.add_argument("--kind", action="append", help="only this kind (repeatable)")
    parser.add_argument("--count", type=int, help="faults of each kind; default 200, 10 with --quick")
    parser.add_argument("--seed", type=int, help="default: a random seed, which is printed")
    parser.add_argument(
        "--seconds", type=int, help="duration of load and soak; default 600 and 1800, 20 with --quick")
    parser.add_argument("--jobs", type=int, help="kinds at the same time; default 1, 4 with --quick")
    parser.add_argument("--list", action="store_true", help="print the kinds and exit")
    arguments = parser.parse_args()
    kinds = all_kinds()
    if arguments.list:
        for name, kind in kinds.items():
            print(f"{name:22} {' '.join((kind.__doc__ or '').split())}")
        return 0
    names = arguments.kind or list(kinds)
    for name in names:
        if name not in kinds:
            parser.error(f"unknown kind {name}; --list prints all kinds")
    seed = secrets.randbelow(2**31) if arguments.seed is None else arguments.seed
    count = arguments.count or (10 if arguments.quick else 200)
    print(f"seed {seed}, {count} of each kind", flush=True)
    results = []
    # Threads do not survive a fork, so each kind gets a new interpreter.
    with concurrent.futures.ProcessPoolExecutor(
            arguments.jobs or (4 if arguments.quick else 1),
            mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1) as pool:
        futures = [
            pool.submit(run, name, count, seed, arguments.quick, arguments.seconds)
            for name in names]
        for future in concurrent.futures.as_completed(futures):
            results.append(future.result())
            report(results[-1])
    results.sort(key=lambda result: names.index(result.kind))
    table(results)
    skipped = [result for result in results if result.skipped]
    for result in skipped:
        print(f"skipped: {result.kind}: {result.skipped}")
    broken = [result.kind for result in results if not result.is_good]
    held = "The law held in the kinds that ran." if skipped else "The law held."
    print(f"FAILED: {', '.join(broken)} (--seed {seed})" if broken else held)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
