"""Uploads a file with requests and prints the outcome: upload_requests.py ADDRESS TOKEN FILE."""

import json
import sys
import time

import requests

address, token, path = sys.argv[1:]
session = requests.Session()
session.headers["Authorization"] = f"Bearer {token}"
with open(path, "rb") as file:
    upload = session.post(
        f"{address}/wfm/aion/v1/schedules/event-imports",
        data={"file_name": "schedule.csv", "time_zone": "America/New_York"},
        files={"csv_file": file},
        timeout=30,
    )
location = upload.headers.get("Location", "")
deadline = time.monotonic() + 60
while True:
    status = session.get(address + location, timeout=30).json()
    if status.get("status") != "PROCESSING" or time.monotonic() > deadline:
        break
    time.sleep(0.05)
report = requests.get(status["error_report_url"], timeout=30).content
print(json.dumps({"upload": upload.status_code, "status": status, "report": report.decode()}))
