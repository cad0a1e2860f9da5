"""Runs docker-compose.yml without containers: compose.py WFM FOLDER.

Each service's own command runs as an unprivileged user, with its environment, secrets,
dependencies and health check. This script replaces the container runtime. A service's name becomes
a separate loopback address. /run/secrets and volumes become folders. The PostgreSQL image's entry
point becomes initdb. Then a client of the composed server gets a token, imports the example with its
bad rows, and fetches the report. The scripts of docs/how-to/nightly-upload.md upload to it too.
"""

import json
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import time

import requests
import yaml

from processes import Processes, as_unprivileged, eventually, own_address
from Faults.places import postgres as postgres_binary

ROOT = pathlib.Path(__file__).resolve().parents[4]
WFM, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])


class Compose:
    def __init__(self, processes):
        self.file = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
        self.services = self.file["services"]
        self.addresses = {name: own_address() for name in self.services}
        # The store names sockets in /tmp, which a container has for itself, by its ports.
        self.store_port = random.randrange(20000, 50000)
        self.processes = processes
        self.running = {}
        self.secrets = FOLDER / "secrets"
        subprocess.run([ROOT / "scripts/compose-secrets", self.secrets], check=True)
        # A container gets single files and never the folder; here the folder has to let others in.
        self.secrets.chmod(0o711)

    def translate(self, service, text):
        """Translates names, secrets and volumes to their counterparts on this machine."""
        text = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", str(text))
        text = text.replace("127.0.0.1:8080", f"{self.addresses['server']}:8080")
        text = text.replace("127.0.0.1:8333", f"{self.addresses['objects']}:8333")
        text = text.replace("8333", str(self.store_port))
        text = text.replace("/run/secrets", str(self.secrets))
        text = text.replace("0.0.0.0", self.addresses[service])
        for volume in self.services[service].get("volumes", []):
            name, path = volume.split(":")
            text = text.replace(path, str(FOLDER / name))
        for name, address in self.addresses.items():
            text = re.sub(rf"(?:(?<==)|(?<=//)){name}(?=[:\s]|$)", address, text)
        return text

    def environment(self, service):
        given = self.services[service].get("environment", {})
        values = {name: self.translate(service, value) for name, value in given.items()}
        # A sanitizer's options belong to the build, not to the service.
        sanitizers = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
        return {"PATH": self.path(), **sanitizers, **values}

    def path(self):
        return f"{pathlib.Path(WFM).parent}:{pathlib.Path(sys.executable).parent}:/usr/bin:/bin"

    def arguments(self, service):
        definition = self.services[service]
        program = definition.get("entrypoint", [])
        if "build" in definition:
            program = ["wfm"]
        words = [*program, *definition["command"]]
        if service == "objects":
            words += [f"-{part}.port={self.store_port + number}" for number, part in
                      enumerate(("master", "volume", "filer"), 1)]
        # The service's name as the program's name is not one on the network.
        return [words[0].replace("/usr/bin/weed", shutil.which("weed", path=self.path()))] + [
            self.translate(service, word) for word in words[1:]]

    def start(self, service):
        definition = self.services[service]
        assert definition["read_only"] and definition["cap_drop"] == ["ALL"], service
        assert definition["security_opt"] == ["no-new-privileges:true"], service
        assert int(definition["user"].split(":")[0]) > 0, service
        assert definition["deploy"]["resources"]["limits"]["memory"], service
        name, tag = definition["image"].rsplit(":", 1)
        assert re.search(r"\d", tag), f"{name} is not pinned"
        declared = {f"/run/secrets/{secret}" for secret in definition.get("secrets", [])}
        used = set(re.findall(r"/run/secrets/[\w-]+", json.dumps(definition)))
        assert used == declared, f"{service} uses the secrets {used}, and is given {declared}"
        for volume in definition.get("volumes", []):
            folder = FOLDER / volume.split(":")[0]
            assert volume.split(":")[0] in self.file["volumes"], volume
            folder.mkdir(exist_ok=True)
            folder.chmod(0o777)
        if files := definition.get("ulimits", {}).get("nofile"):
            allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(files, allowed),) * 2)
        self.wait_for_dependencies(service)
        environment = self.environment(service)
        if service == "postgres":
            return self.start_postgres(environment)
        self.running[service] = self.processes.start(
            service, self.arguments(service), environment, unprivileged=True)

    def start_postgres(self, environment):
        """Does the work of the image's entry point with these variables."""
        data = FOLDER / "postgres-data" / "data"
        subprocess.run(
            as_unprivileged([postgres_binary("initdb"), "-D", data, "-U", environment["POSTGRES_USER"],
             f"--pwfile={environment['POSTGRES_PASSWORD_FILE']}", "--auth-host=scram-sha-256",
             *environment["POSTGRES_INITDB_ARGS"].split()]),
            check=True, stdout=subprocess.DEVNULL)
        words = self.arguments("postgres")
        assert words[0] == "postgres"
        sockets = FOLDER / "postgres-data"
        subprocess.run(
            as_unprivileged([postgres_binary("postgres"), "--single", "-D", data, "postgres"]),
            input=f"CREATE DATABASE {environment['POSTGRES_DB']};\n", text=True, check=True,
            stdout=subprocess.DEVNULL)
        self.running["postgres"] = self.processes.start(
            "postgres",
            [postgres_binary("postgres"), *words[1:], "-D", data,
             f"-clisten_addresses={self.addresses['postgres']}",
             f"-cunix_socket_directories={sockets}"], environment, unprivileged=True)

    def wait_for_dependencies(self, service):
        for name, dependency in self.services[service].get("depends_on", {}).items():
            if dependency["condition"] == "service_completed_successfully":
                status = self.running[name].wait(60)
                assert status == 0, f"{name} ended with {status}: {self.processes.output(name)}"
            else:
                assert dependency["condition"] == "service_healthy"
                self.wait_until_healthy(name)

    def wait_until_healthy(self, service):
        check = self.services[service]["healthcheck"]["test"]
        assert check[0] == "CMD"
        words = [self.translate(service, word) for word in check[1:]]
        environment = self.environment(service)

        def is_healthy():
            assert self.running[service].poll() is None, self.processes.output(service)
            return subprocess.run(
                as_unprivileged(words), env=environment, cwd="/", stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL).returncode == 0
        eventually(is_healthy, f"{service} to be healthy")


def check_dockerfile():
    """Every file that the Dockerfile copies exists, and .dockerignore does not exclude it."""
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().split() if line[0] == "!"}
    text = (ROOT / "Dockerfile").read_text()
    copied = re.findall(r"^COPY (?!--from)(\S+) ", text, re.M)
    assert copied and set(copied) == allowed, (copied, allowed)
    assert all((ROOT / name).exists() for name in copied)
    for image in re.findall(r"^FROM (\S+)", text, re.M):
        assert re.search(r":\d+\.\d+", image), f"{image} is not pinned"


class Operator:
    """An operator with the settings of the composed server."""

    def __init__(self, compose):
        self.environment = compose.environment("server")
        self.address = f"http://{compose.addresses['server']}:8080"

    def run(self, *arguments, check=True):
        return subprocess.run(
            as_unprivileged([WFM, *arguments]), env=self.environment, cwd="/", check=check,
            text=True, stdout=subprocess.PIPE)

    def problems(self):
        """The problems that the doctor reports."""
        doctor = self.run("doctor", "--json", check=False)
        problems = [check for check in json.loads(doctor.stdout)["checks"]
                    if check["state"] == "problem"]
        assert bool(problems) == bool(doctor.returncode)
        return problems

    def make_account(self):
        """Returns a session with an account token from the token endpoint."""
        for name, command in (("demo-agents.csv", "agents"), ("demo-event-types.csv", "event-types")):
            shutil.copy(ROOT / "Sources/Front/wfm/Dev" / name, FOLDER / name)
            (FOLDER / name).chmod(0o644)
            if command == "agents":
                self.run("accounts", "create", "acme")
            self.run(command, "import", FOLDER / name, "--account", "acme")
        printed = self.run(
            "clients", "create", "--account", "acme", "--name", "Test", "--scope",
            "wfm-public:write", "--scope", "wfm-public:read").stdout
        client = dict(re.findall(r"^(client_\w+): (\S+)", printed, re.M))
        self.client = client["client_id"], client["client_secret"]
        session = requests.Session()
        token = session.post(
            f"{self.address}/oauth/token", auth=self.client,
            data={"grant_type": "client_credentials"}, timeout=30).json()["access_token"]
        session.headers["Authorization"] = f"Bearer {token}"
        return session

    def import_example(self, session):
        with open(ROOT / "Examples/schedule.csv", "rb") as file:
            accepted = session.post(
                f"{self.address}/v1/schedules/event-imports", files={"csv_file": file},
                data={"file_name": "schedule.csv", "time_zone": "America/New_York"}, timeout=60)
        assert accepted.status_code == 202, accepted.text

        def outcome():
            status = session.get(self.address + accepted.headers["Location"], timeout=30).json()
            return status if status["status"] != "PROCESSING" else None
        status = eventually(outcome, "the import's end")
        assert status["status"] == "IMPORTED_WITH_ERRORS", status
        # Without a token, because the link is signed.
        assert ":8080/" not in status["error_report_url"], status
        report = requests.get(status["error_report_url"], timeout=30)
        assert report.status_code == 200, report.text
        lines = report.content.decode("utf-8-sig").splitlines()
        assert lines[0].startswith("Line,Agent Name,"), lines[0]
        assert len(lines) == 10, lines


def upload_nightly(operator):
    """Runs the scripts of docs/how-to/nightly-upload.md. Their exit statuses agree."""
    host = operator.address.removeprefix("http://").split(":")[0]
    netrc = FOLDER / "netrc"
    netrc.write_text("machine {} login {} password {}\n".format(host, *operator.client))
    environment = {**os.environ, "WFM_NETRC": str(netrc), "WFM_CLIENT_ID": operator.client[0],
                   "WFM_CLIENT_SECRET": operator.client[1]}
    example = (ROOT / "Examples/schedule.csv").read_text()
    files = {"good": "".join(example.splitlines(True)[:3]), "bad": example}
    for script in (["sh", "nightly-upload.sh"], [sys.executable, "nightly_upload.py"]):
        def run(name, zone):
            (FOLDER / f"{name}.csv").write_text(files[name])
            return subprocess.run(
                [script[0], ROOT / "Examples" / script[1], operator.address,
                 FOLDER / f"{name}.csv", zone],
                env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

        for name, zone, status in (
                ("good", "America/New_York", 0), ("bad", "America/New_York", 1),
                ("good", "America/Nowhere", 2)):
            ended = run(name, zone)
            assert ended.returncode == status, (script[1], name, zone, ended.stdout)
        assert "America/Nowhere" in ended.stdout, ended.stdout
        report = FOLDER / "bad.errors.csv"
        assert len(report.read_text("utf-8-sig").splitlines()) == 10, report.read_text()
        report.unlink()
        assert not (FOLDER / "good.errors.csv").exists()


def use_object_store(compose):
    """The store accepts requests that are signed with its secret, and rejects all others."""
    url = f"http://{compose.addresses['objects']}:{compose.store_port}/wfm-reports/probe"
    keys = dict(re.findall(
        r"^(\w+) = (\S+)$", (compose.secrets / "s3-credentials").read_text(), re.M))
    signed = ["curl", "-sSf", "--aws-sigv4", "aws:amz:us-east-1:s3", "--user",
              f"{keys['aws_access_key_id']}:{keys['aws_secret_access_key']}"]
    subprocess.run([*signed, "-T", ROOT / "Examples/schedule.csv", url], check=True)
    given = subprocess.run([*signed, url], check=True, stdout=subprocess.PIPE).stdout
    assert given == (ROOT / "Examples/schedule.csv").read_bytes()
    assert requests.get(url, timeout=30).status_code == 403


def rotate_password(compose, operator):
    """Follows docs/how-to/rotate-keys.md, without restarting any service."""
    def sql(text):
        subprocess.run(
            ["psql", "-Xqh", FOLDER / "postgres-data", "-U", "wfm", "-d", "postgres", "-v",
             "ON_ERROR_STOP=1", "-c", text], check=True, stdout=subprocess.DEVNULL)
    sql("ALTER ROLE wfm PASSWORD 'another password'")
    wrong, = (problem for problem in operator.problems() if problem["check"] == "database")
    assert "password authentication failed" in wrong["message"], wrong
    assert "WFM_DATABASE_PASSWORD_FILE" in wrong["remedy"], wrong
    new = compose.secrets / "new"
    new.write_text("another password\n")
    new.chmod(0o444)
    new.rename(compose.secrets / "database-password")
    sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'wfm'")


def main():
    check_dockerfile()
    FOLDER.chmod(0o711)
    with Processes(FOLDER) as processes:
        compose = Compose(processes)
        start = time.monotonic()
        for service in compose.services:
            compose.start(service)
        compose.wait_until_healthy("server")
        compose.wait_until_healthy("worker")
        print(f"all healthy after {time.monotonic() - start:.1f} s")
        use_object_store(compose)
        operator = Operator(compose)
        session = operator.make_account()
        operator.import_example(session)
        assert not operator.problems(), operator.problems()
        upload_nightly(operator)
        rotate_password(compose, operator)
        compose.wait_until_healthy("server")
        operator.import_example(session)
        assert not operator.problems(), operator.problems()
        for service in ("server", "worker"):
            compose.running[service].terminate()
            assert compose.running[service].wait(15) == 0, processes.output(service)
    for port in range(compose.store_port, compose.store_port + 4):
        for sockets in (port, port + 10000):
            for left in pathlib.Path("/tmp").glob(f"seaweedfs-*-{sockets}.sock"):
                left.unlink()
    print("the composed installation imported the example")


main()
