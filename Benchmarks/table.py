"""Prints figures as a table for people, and writes them as JSON for Benchmarks/run."""

import json
import os
import statistics

median = statistics.median


def ratio_of_pairs(values, bases):
    """Returns the median of the ratios of consecutive runs. A slow phase of the machine affects both
    runs of a pair."""
    return median(value / base for value, base in zip(values, bases))


class Table:
    def __init__(self, title):
        self.title = title
        self.rows = []

    def add(self, what, figure, ratio=None, goal=None, kept=None):
        """Adds a row. `kept` says whether the goal is met. Default: the ratio is at most the goal."""
        if kept is None and ratio is not None and goal is not None:
            kept = ratio <= goal
        self.rows.append({"what": what, "figure": figure, "ratio": ratio, "goal": goal,
                          "kept": kept})

    def finish(self):
        """Prints the table. If WFM_BENCHMARK_JSON names a folder, writes the table there too."""
        print(f"\n{self.title}")
        for row in self.rows:
            ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
            goal = "" if row["goal"] is None else f"goal {row['goal']}"
            kept = {None: "", True: "met", False: "MISSED"}[row["kept"]]
            print(f"  {row['what']:54} {row['figure']:>22} {ratio:>6}  {goal:10} {kept}")
        folder = os.environ.get("WFM_BENCHMARK_JSON")
        if folder:
            name = self.title.split(":")[0].lower().replace(" ", "_")
            with open(f"{folder}/{name}.json", "w") as file:
                json.dump({"title": self.title, "rows": self.rows}, file, indent=1)


def milliseconds(seconds):
    return f"{seconds * 1000:.1f} ms"
