"""Measures rate and latency of status requests, and of POST for a small file. Compares status requests
with a Hummingbird handler that returns a constant. Measures the time from a 202 to the worker's start.

wrk generates the load. For latencies, its threads pause between requests, so that the load is 70 % of
the rate reached before.
"""

import argparse
import subprocess
import tempfile
import time

import schedule_data
from environment import Client, Environment, binary
from table import Table, median

SCRIPT = """
wrk.method = "%(method)s"
%(headers)s
%(body)s
function delay() return %(delay)f end
function done(summary, latency, requests)
  io.write(string.format("RESULT %%f %%f %%f %%f %%d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency:percentile(99.9) / 1000,
    summary.errors.status))
end
"""


def wrk(url, seconds, connections, headers=None, delay=0.0):
    """Returns (requests per second, p50, p99, p99.9 in ms). Waits `delay` ms before each request."""
    lines = "\n".join(f'wrk.headers["{name}"] = "{value}"' for name, value in (headers or {}).items())
    text = SCRIPT % {"method": "GET", "headers": lines, "body": "", "delay": delay}
    if delay == 0:
        text = text.replace("function delay() return 0.000000 end", "")
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(text)
        script.flush()
        output = subprocess.run(
            ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "-s", script.name, url],
            check=True, capture_output=True, text=True).stdout
    rate, p50, p99, p999, errors = [
        line for line in output.splitlines() if line.startswith("RESULT")][0].split()[1:]
    assert errors == "0", output
    return float(rate), float(p50), float(p99), float(p999)


def at_seventy_percent(url, seconds, rate, headers=None):
    """Runs wrk with pauses for 70 % of the rate, within 5 %. wrk pauses for whole milliseconds, so this
    needs many connections."""
    connections, target = 64, 0.7 * rate
    delay = connections / target * 1000
    for _ in range(6):
        run = wrk(url, seconds, connections, headers, delay)
        if abs(run[0] / target - 1) < 0.05:
            break
        delay = max(1.0, delay + connections / target * 1000 - connections / run[0] * 1000)
    return run


def post_latencies(client, file, count):
    """Returns the milliseconds to the 202, one upload at a time, each after the previous import."""
    values = []
    for _ in range(count):
        start = time.perf_counter()
        path = client.upload(file)
        values.append((time.perf_counter() - start) * 1000)
        client.wait(path)
    return sorted(values)


def wake_ups(environment, client, file, count):
    """Returns the milliseconds from the 202 at the client to the worker's count of its attempt, by the
    same clock."""
    environment.psql(
        "CREATE TABLE bench_begun (import_id uuid, at timestamptz)",
        """CREATE FUNCTION bench_begun() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN INSERT INTO bench_begun VALUES (NEW.import_id, clock_timestamp()); RETURN NEW; END
           $$""",
        """CREATE TRIGGER bench_begun AFTER UPDATE OF attempts ON imports
           FOR EACH ROW EXECUTE FUNCTION bench_begun()""")
    accepted = {}
    for _ in range(count):
        path = client.upload(file)
        accepted[path.rsplit("/", 1)[1]] = time.time()
        client.wait(path)
    begun = dict(
        line.split("|") for line in environment.psql(
            "SELECT import_id, extract(epoch FROM at) FROM bench_begun").splitlines())
    return sorted((float(begun[name]) - at) * 1000 for name, at in accepted.items())


def percentile(values, share):
    return values[min(len(values) - 1, int(len(values) * share))]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--uploads", type=int, default=500)
    arguments = parser.parse_args()
    seconds, connections = arguments.seconds, arguments.connections
    small, _ = schedule_data.file_of(row_count=50)
    ours, constant = [], []
    with Environment() as environment, subprocess.Popen(
        [binary("wfm-bench"), "constant"], stdout=subprocess.PIPE, text=True
    ) as handler:
        try:
            token = environment.make_account(
                "bench", schedule_data.agents(100), schedule_data.EVENT_TYPES)
            client = Client(environment, token)
            path = client.upload(small)
            client.wait(path)
            get = f"http://127.0.0.1:{environment.port}{path}"
            plain = f"http://127.0.0.1:{handler.stdout.readline().strip()}/"
            for _ in range(arguments.runs):
                constant.append(wrk(plain, seconds, connections))
                ours.append(wrk(get, seconds, connections, client.headers))
            rate = median(run[0] for run in ours)
            calm = at_seventy_percent(get, seconds, rate, client.headers)
            uploads = post_latencies(client, small, arguments.uploads)
            wakes = wake_ups(environment, client, small, arguments.uploads)
        finally:
            handler.terminate()
    report(constant, ours, calm, uploads, wakes, connections)


def report(constant, ours, calm, uploads, wakes, connections):
    table = Table(f"Latency: {connections} connections, medians of {len(ours)} runs")
    base = median(run[0] for run in constant)
    rate = median(run[0] for run in ours)
    table.add("a constant of Hummingbird", f"{base:.0f} per second")
    table.add("GET status, of the constant", f"{rate:.0f} per second", rate / base, 0.5,
              rate / base >= 0.5)
    table.add(f"GET at {calm[0]:.0f} per second ({calm[0] / rate:.0%}): p50, p99, p99.9",
              ", ".join(f"{value:.1f}" for value in calm[1:]) + " ms")
    table.add("POST of 50 rows to 202, one at a time: p50, p99, p99.9", ", ".join(
        f"{percentile(uploads, share):.1f}" for share in (0.5, 0.99, 0.999)) + " ms")
    wake = percentile(wakes, 0.5)
    table.add("202 to the worker's start: p50, p99", ", ".join(
        f"{percentile(wakes, share):.1f}" for share in (0.5, 0.99)) + " ms", wake, 5)
    table.finish()


if __name__ == "__main__":
    main()
