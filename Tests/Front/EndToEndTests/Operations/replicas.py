"""Kills one of three servers behind nginx, and stops another: replicas.py WFM FOLDER.

The database is the one of WFM_DATABASE_URL, migrated and empty.
"""

import collections
import os
import pathlib
import re
import signal
import subprocess
import sys

import requests

import load
from processes import Processes, eventually
from Faults.places import free_port

WFM, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
ACCOUNTS = 8

CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{ worker_connections 512; }}
http {{
  log_format upstream '$upstream_addr $request_method $status';
  access_log {folder}/access.log upstream;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  client_max_body_size 7m;
  upstream wfm {{
{servers}
  }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://wfm;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      # A POST goes to the next server only if the first one cannot have received it.
      proxy_next_upstream error timeout http_503;
      proxy_connect_timeout 2s;
    }}
  }}
}}
"""


def start_nginx(processes, addresses):
    port = free_port()
    servers = "\n".join(
        f"    server {address.removeprefix('http://')} max_fails=1 fail_timeout=2s;"
        for address in addresses)
    file = FOLDER / "nginx.conf"
    file.write_text(CONFIGURATION.format(folder=FOLDER, servers=servers, port=port))
    processes.start("nginx", ["nginx", "-c", file, "-p", FOLDER], {**os.environ})
    address = f"http://127.0.0.1:{port}"

    def answers():
        try:
            return requests.get(f"{address}/health/ready", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False
    eventually(answers, "nginx")
    return address


def upstreams():
    """The number of requests that each server answered, by method."""
    counts = collections.Counter()
    for line in (FOLDER / "access.log").read_text().splitlines():
        if found := re.match(r"(?:[^ ,]+, )*([^ ,]+) (\w+) \d+$", line):
            counts[found[1], found[2]] += 1
    return counts


def main():
    # Three servers with the default pool size would need too many connections.
    environment = {**os.environ, "WFM_DATABASE_POOL_SIZE": "4", "WFM_UPLOAD_RATE": "100000",
                   "WFM_READ_RATE": "1000000"}
    # nginx workers run as another user if this process is root.
    FOLDER.chmod(0o711)
    program = load.Program(WFM, environment)
    tokens = {f"account-{n}": program.make_account(f"account-{n}") for n in range(ACCOUNTS)}
    with Processes(FOLDER) as processes:
        replicas = [processes.serve(WFM, f"replica-{n}", environment) for n in range(3)]
        address = start_nginx(processes, [replica[1] for replica in replicas])
        uploaders = [load.Uploader(address, *item) for item in tokens.items()]

        def wait_for(count):
            """Waits until every account has this many more outcomes."""
            goals = {uploader: len(uploader.outcomes) + count for uploader in uploaders}

            def reached():
                for uploader in uploaders:
                    assert uploader.fault is None, uploader.fault
                return all(len(one.outcomes) >= goal for one, goal in goals.items())
            eventually(reached, f"{count} imports of every account")
        for uploader in uploaders:
            uploader.start()
        wait_for(3)
        assert sum(uploader.lost for uploader in uploaders) == 0

        # One server is killed in the middle of its work.
        eventually(lambda: program.sql(
            "SELECT count(*) FROM imports WHERE status = 'PROCESSING'") != [["0"]], "load")
        replicas[0][0].send_signal(signal.SIGKILL)
        replicas[0][0].wait()
        wait_for(3)
        lost_to_kill = sum(uploader.lost for uploader in uploaders)

        # One server is stopped in order, without an effect on clients.
        replicas[1][0].send_signal(signal.SIGTERM)
        assert replicas[1][0].wait(15) == 0, processes.output("replica-1")
        wait_for(3)
        lost_to_stop = sum(uploader.lost for uploader in uploaders) - lost_to_kill

        for uploader in uploaders:
            uploader.ended.set()
        for uploader in uploaders:
            uploader.join(120)
            assert not uploader.is_alive() and uploader.fault is None, uploader.fault
        counts = upstreams()
        for _, replica in replicas:
            name = replica.removeprefix("http://")
            assert counts[name, "POST"] > 0 and counts[name, "GET"] > 0, counts

        # Every accepted upload is stored exactly once, and every server agrees.
        finished, _ = load.check(program, is_final=True)
        accepted = [item for uploader in uploaders for item in uploader.accepted]
        assert len(accepted) <= finished
        anew = processes.serve(WFM, "replica-3", environment)
        for uploader in uploaders:
            for identity, day in uploader.accepted:
                for _, other in (replicas[2], anew):
                    status = uploader.session.get(
                        f"{other}/v1/schedules/event-imports/{identity}", timeout=30).json()
                    bad = load.rows_of(day)[1]
                    assert status["status"] == ("IMPORTED_WITH_ERRORS" if bad else "IMPORTED"), status
        for process, _ in (replicas[2], anew):
            process.terminate()
            assert process.wait(15) == 0
    print(f"{len(accepted)} accepted, {finished} imported; requests without an answer: "
          f"{lost_to_kill} by SIGKILL, {lost_to_stop} by SIGTERM; {dict(counts)}")


main()
