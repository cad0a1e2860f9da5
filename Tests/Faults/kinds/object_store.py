"""Faults of the object store: down, stopped during an upload, or rejecting requests."""

import os
import pathlib
import signal
import socket
import subprocess
import time

import boto3
import botocore.config

from .. import files
from ..client import Client
from ..places import free_port, program
from ..world import World
from . import Kind

BUCKET, KEY, SECRET = "reports", "the-key", "the-secret"


class StoreWorld(World):
    """Replicas that store their reports in rclone's S3 server."""

    def __init__(self, seed, **options):
        self.store_program = program("rclone")
        self.store, self.port = None, free_port()
        super().__init__(seed, settings={
            "WFM_REPORTS": "s3", "WFM_S3_ENDPOINT": self.endpoint, "WFM_S3_REGION": "eu-central-1",
            "WFM_S3_BUCKET": BUCKET, "WFM_S3_ADDRESSING": "path", "WFM_S3_ACCESS_KEY_ID": KEY,
            "WFM_S3_SECRET_ACCESS_KEY": SECRET}, **options)
        self.objects = boto3.client(
            "s3", endpoint_url=self.endpoint, region_name="eu-central-1", aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            config=botocore.config.Config(s3={"addressing_style": "path"}))

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    def before_replicas(self):
        pathlib.Path(self.folder, "objects", BUCKET).mkdir(parents=True)
        self.start_store()

    def start_store(self, secret=SECRET):
        self.store = subprocess.Popen(
            [self.store_program, "serve", "s3", f"{self.folder}/objects", "--addr",
             f"127.0.0.1:{self.port}", "--auth-key", f"{KEY},{secret}", "--config",
             f"{self.folder}/rclone.conf"],
            start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while True:
            try:
                return socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                if self.store.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError("the object store did not start")
                time.sleep(0.02)

    def stop_store(self):
        if self.store:
            self.store.send_signal(signal.SIGKILL)
            self.store.wait()

    def report(self, connection, account, id):
        bucket, key = connection.execute(
            "SELECT report_bucket, report_key FROM imports WHERE account_id = %s AND import_id = %s",
            [account, id]).fetchone()
        if key is None:
            return super().report(connection, account, id)
        return self.objects.get_object(Bucket=bucket, Key=key)["Body"].read()

    def __exit__(self, *arguments):
        self.stop_store()
        super().__exit__(*arguments)


class ObjectStore(Kind):
    """The object store is killed, stopped during an upload, or rejects requests. Imports without rejected
    rows continue, each done within 5 s."""

    name = "object-store"

    def world(self, seed):
        return StoreWorld(seed, quick=self.quick)

    def begin(self, world):
        # The twentieth agent is the first inactive one.
        self.good_file = files.make(world.rng, 19, bad=0)
        self.longest = 0

    def inject(self, world):
        world.await_running()
        what = world.rng.choice(["down", "stopped", "refusing"])
        if what == "stopped":
            world.store.send_signal(signal.SIGSTOP)
        else:
            world.stop_store()
            if what == "refusing":
                world.start_store(secret="another-secret")
        end = time.monotonic() + world.rng.random() * (6 if self.quick else 12)
        self.import_another(world)
        time.sleep(max(0, end - time.monotonic()))
        if what == "stopped":
            world.store.send_signal(signal.SIGCONT)
        else:
            world.stop_store()
            world.start_store()
        return time.monotonic()

    def import_another(self, world):
        client = Client(world.make_account())
        began = time.monotonic()
        id = world.upload(client, self.good_file, world.rng)
        assert id, "an upload was rejected while the object store was down"
        while client.status(world.address_of(world.rng), id) == "PROCESSING":
            assert time.monotonic() < began + 5, "an import waited for another import's report"
            time.sleep(0.02)
        self.longest = max(self.longest, time.monotonic() - began)

    def end(self, world):
        with world.connect() as connection:
            (here,) = connection.execute("SELECT count(*) FROM error_report_chunks").fetchone()
            (elsewhere,) = connection.execute("SELECT count(report_key) FROM imports").fetchone()
        assert here == 0 and elsewhere > 0, (here, elsewhere)
        self.note = (f"{elsewhere} reports in the store; an import without a report took at most"
                     f" {self.longest:.2f} s while the store was down")
