"""Uploads a file with httpx and prints the outcome: upload_httpx.py ADDRESS TOKEN FILE."""

import asyncio
import json
import sys
import time

import httpx

address, token, path = sys.argv[1:]


async def main():
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=30) as client:
        with open(path, "rb") as file:
            upload = await client.post(
                "/wfm/aion/v1/schedules/event-imports",
                data={"file_name": "schedule.csv", "time_zone": "America/New_York"},
                files={"csv_file": ("schedule.csv", file, "text/csv")},
            )
        deadline = time.monotonic() + 60
        while True:
            status = (await client.get(upload.headers.get("Location", ""))).json()
            if status.get("status") != "PROCESSING" or time.monotonic() > deadline:
                break
            await asyncio.sleep(0.05)
    async with httpx.AsyncClient(timeout=30) as client:
        report = (await client.get(status["error_report_url"])).content
    print(json.dumps({"upload": upload.status_code, "status": status, "report": report.decode()}))


asyncio.run(main())
