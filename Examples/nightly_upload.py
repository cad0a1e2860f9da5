#!/usr/bin/env python3
"""Uploads a schedule file, waits for its import, and saves the error report beside the file.

    nightly_upload.py https://wfm.example.com schedule.csv America/New_York

Exit status: 0 every row was imported, 1 some rows were rejected, 2 nothing was imported.
The client's id and secret are in the environment: WFM_CLIENT_ID, WFM_CLIENT_SECRET.
Needs the package requests.
"""

import os
import pathlib
import sys
import time

import requests

ATTEMPTS = 60


def send(session, method, url, **options):
    """Retries a lost connection and every response that says when to try again."""
    for attempt in range(ATTEMPTS):
        try:
            response = session.request(method, url, timeout=(10, 180), **options)
        except requests.ConnectionError:
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(10)
            continue
        # 409: the account's previous import is in progress. 429: too many requests. 503: try later.
        if response.status_code not in (409, 429, 503):
            break
        time.sleep(max(5, int(response.headers.get("Retry-After", "5"))))
    return response


def run(server, path, zone):
    session = requests.Session()
    client = (os.environ["WFM_CLIENT_ID"], os.environ["WFM_CLIENT_SECRET"])
    token = send(session, "POST", f"{server}/oauth/token", auth=client,
                 data={"grant_type": "client_credentials"})
    if token.status_code != 200:
        return 2, f"no access token: {token.text}"
    session.headers["Authorization"] = f"Bearer {token.json()['access_token']}"

    imports = f"{server}/wfm/aion/v1/schedules/event-imports"
    upload = send(session, "POST", imports, files={"csv_file": (path.name, path.read_bytes())},
                  data={"file_name": path.name, "time_zone": zone})
    if upload.status_code != 202:
        return 2, f"the upload got {upload.status_code}: {upload.text}"
    import_id = upload.headers["Location"].rsplit("/", 1)[-1]

    while True:
        status = send(session, "GET", f"{imports}/{import_id}").json()
        if status.get("status") != "PROCESSING":
            break
        time.sleep(5)
    if status.get("status") == "IMPORTED":
        return 0, "every row was imported"
    if status.get("status") != "IMPORTED_WITH_ERRORS":
        return 2, f"import {import_id} ended as {status}"
    report = path.with_suffix(".errors.csv")
    # The link needs no token, and may lead to another server.
    report.write_bytes(send(requests.Session(), "GET", status["error_report_url"]).content)
    return 1, f"some rows were rejected, see {report}"


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    schedule = pathlib.Path(sys.argv[2])
    exit_status, message = run(sys.argv[1].rstrip("/"), schedule, sys.argv[3])
    print(f"{schedule}: {message}", file=sys.stderr if exit_status else sys.stdout)
    sys.exit(exit_status)
