// Uploads a file with fetch and FormData and prints the outcome: ADDRESS TOKEN FILE.
import { readFile } from "node:fs/promises";

const [address, token, path] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}` };
const form = new FormData();
form.append("csv_file", new Blob([await readFile(path)], { type: "text/csv" }), "schedule.csv");
form.append("file_name", "schedule.csv");
form.append("time_zone", "America/New_York");
const upload = await fetch(`${address}/wfm/aion/v1/schedules/event-imports`, {
  method: "POST",
  headers,
  body: form,
});
const deadline = Date.now() + 60_000;
let status;
do {
  await new Promise((resolve) => setTimeout(resolve, 50));
  status = await (await fetch(address + upload.headers.get("Location"), { headers })).json();
} while (status.status === "PROCESSING" && Date.now() < deadline);
const report = Buffer.from(await (await fetch(status.error_report_url)).arrayBuffer());
console.log(JSON.stringify({ upload: upload.status, status, report: report.toString("utf8") }));
