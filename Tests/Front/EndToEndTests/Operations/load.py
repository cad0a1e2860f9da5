"""Accounts that upload schedules continuously, and checks of their stored events.

Each file is about a separate day, so that account and day identify the events of an import.
"""

import datetime
import subprocess
import tempfile
import threading
import time

import requests

AGENTS = [f"agent.{number}@example.com" for number in range(200)]
TYPES = ["Shift", "Break", "Lunch"]
FIRST_DAY = datetime.date(2026, 6, 1)
HEADER = "Agent Name,Agent Email,Start Time,End Time,Event Type Name\n"


def schedule(day):
    """A file about a day, in UTC; its last row is bad on every third day."""
    rows = [f"Agent,{email},{hour:02d}:00 {day},{hour + 1:02d}:00 {day},{kind}\n"
            for email in AGENTS for hour, kind in ((8, TYPES[0]), (10, TYPES[1]), (12, TYPES[2]))]
    if day.toordinal() % 3 == 0:
        rows[-1] = rows[-1].replace("agent.", "nobody.")
    return HEADER + "".join(rows)


def rows_of(day):
    """The number of events in a day's file, and the number of its bad rows."""
    bad = 1 if day.toordinal() % 3 == 0 else 0
    return len(AGENTS) * len(TYPES) - bad, bad


class Program:
    """The commands of wfm on an installation, and its SQL."""

    def __init__(self, wfm, environment):
        self.wfm = wfm
        self.environment = environment

    def run(self, *arguments):
        return subprocess.run(
            [self.wfm, *arguments], env=self.environment, check=True, text=True,
            stdout=subprocess.PIPE).stdout

    def make_account(self, name):
        """Returns a token of the account."""
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as agents, \
                tempfile.NamedTemporaryFile("w", suffix=".csv") as types:
            agents.write("Agent Name,Agent Email,Active\n")
            agents.writelines(f"Agent,{email},true\n" for email in AGENTS)
            types.write("Event Type Name\n" + "".join(f"{kind}\n" for kind in TYPES))
            agents.flush()
            types.flush()
            self.run("accounts", "create", name)
            self.run("agents", "import", agents.name, "--account", name)
            self.run("event-types", "import", types.name, "--account", name)
        return self.run("token", "--account", name, "--scope", "wfm-public:write", "--scope",
                        "wfm-public:read").strip()

    def sql(self, text):
        """The rows of a query, each a list of texts."""
        printed = subprocess.run(
            ["psql", "-XqAt", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d",
             self.environment["WFM_DATABASE_URL"]],
            input=text, check=True, text=True, stdout=subprocess.PIPE).stdout
        return [line.split("\t") for line in printed.splitlines()]


class Uploader(threading.Thread):
    """An account that uploads one day after the other and waits for the end of each.

    After a lost response it is unknown whether the server accepted the upload. Then it uploads the
    day again, as a client of the API would. This is harmless.
    """

    def __init__(self, address, account, token):
        super().__init__(daemon=True)
        self.address, self.account = address, account
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.ended = threading.Event()
        #: Import ids that a 202 named, with their days.
        self.accepted = []
        #: Days whose import is known to have ended, with its outcome.
        self.outcomes = {}
        #: Requests without a response, or with a response from a gateway.
        self.lost = 0
        self.fault = None

    def run(self):
        try:
            day = FIRST_DAY
            while not self.ended.is_set():
                path = self.upload(day)
                self.outcomes[day] = self.outcome(path)
                day += datetime.timedelta(days=1)
        except Exception as error:  # pylint: disable=broad-except
            self.fault = error

    def upload(self, day):
        while True:
            response = self.request(
                "POST", "/v1/schedules/event-imports",
                files={"csv_file": ("schedule.csv", schedule(day))},
                data={"file_name": "schedule.csv", "time_zone": "UTC"})
            if response is not None and response.status_code == 202:
                path = response.headers["Location"]
                self.accepted.append((path.rsplit("/", 1)[1], day))
                return path
            # A 409 follows an upload whose 202 was lost.
            assert response is None or response.status_code == 409, response.text
            time.sleep(0.05)

    def outcome(self, path):
        while True:
            response = self.request("GET", path)
            if response is not None:
                assert response.status_code == 200, response.text
                status = response.json()["status"]
                if status != "PROCESSING":
                    return status
            time.sleep(0.02)

    def request(self, method, path, **arguments):
        """The response of a server, or None."""
        try:
            response = self.session.request(method, self.address + path, timeout=60, **arguments)
        except requests.RequestException:
            self.lost += 1
            return None
        if response.status_code in (502, 503, 504):
            self.lost += 1
            return None
        return response


def check(program, is_final):
    """Checks the stored data by plain SQL: a finished import has exactly its events, and an
    unfinished import has none. Returns the number of each."""
    day_of = """(convert_from(string_agg(f.bytes, '' ORDER BY f.chunk_number), 'UTF8')::text)"""
    imports = program.sql(f"""
        SELECT i.account_id, i.import_id, i.status, coalesce(i.rows_inserted, -1),
          coalesce(i.rows_unchanged, -1), coalesce(i.rows_rejected, -1),
          (SELECT substring({day_of} from '20[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}}')
           FROM uploaded_file_chunks f
           WHERE f.account_id = i.account_id AND f.import_id = i.import_id),
          (SELECT count(*) FROM error_report_chunks e
           WHERE e.account_id = i.account_id AND e.import_id = i.import_id)
        FROM imports i""")
    events = {(account, day): int(count) for account, day, count in program.sql(
        "SELECT account_id, (start_at AT TIME ZONE 'UTC')::date, count(*) "
        "FROM schedule_events GROUP BY 1, 2")}
    finished_days, open_days, finished, unfinished = set(), set(), 0, 0
    for account, identity, status, inserted, unchanged, rejected, day, reports in imports:
        good, bad = rows_of(datetime.date.fromisoformat(day))
        if status == "PROCESSING":
            unfinished += 1
            open_days.add((account, day))
            assert reports == "0", (identity, reports)
            continue
        finished += 1
        finished_days.add((account, day))
        assert status == ("IMPORTED_WITH_ERRORS" if bad else "IMPORTED"), (identity, status)
        assert int(inserted) + int(unchanged) == good, (identity, inserted, unchanged, good)
        assert int(rejected) == bad and int(reports) == bad, (identity, rejected, reports)
        assert events.get((account, day)) == good, (identity, day, events.get((account, day)))
    for key in open_days - finished_days:
        assert key not in events, f"{key} has {events[key]} events, and its import is not finished"
    assert set(events) == finished_days, "there are events of no import"
    assert not (is_final and unfinished), f"{unfinished} imports are not finished"
    return finished, unfinished
