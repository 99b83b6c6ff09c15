"""A real object store (SeaweedFS) for the tests: started once, killed at the end, nothing of it stays."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx2

from millegiorni_sync.exchange import Kind, Login, Means
from millegiorni_sync.exchange.addresses import read_address
from millegiorni_sync.exchange.s3 import S3Exchange
from tests.sync.exchange.servers import free_port

BUCKET = "millegiorni"
_PARTS = ("master", "volume", "filer", "s3")
_PATIENCE_SECONDS = 60


class ObjectStore:
    """The server as a process; ``key`` may do everything in it."""

    key = Login("chiave-della-rete", "segreto-che-nessuno-legge")

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        keys = {"accessKey": self.key.user, "secretKey": self.key.password}
        reader = {"accessKey": "chi-legge", "secretKey": self.key.password}
        identities = [
            {"name": "rete", "credentials": [keys], "actions": ["Admin", "Read", "Write", "List"]},
            {"name": "chi legge", "credentials": [reader], "actions": ["Read", "List"]},
        ]
        (folder / "keys.json").write_text(json.dumps({"identities": identities}))
        (folder / "data").mkdir()
        ports = {part: free_port() for part in _PARTS}
        self.inner_ports = {part: free_port() for part in _PARTS}
        self.port = ports["s3"]
        self.log = (folder / "log").open("wb")
        self.process = subprocess.Popen(
            [
                Path(sysconfig.get_path("scripts")) / "weed", f"-logdir={folder}", "server", f"-dir={folder / 'data'}",
                "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3", "-s3.port.iceberg=0",
                f"-s3.config={folder / 'keys.json'}",
                "-s3.iam=false", "-s3.autoCreateBucket=false", "-master.volumeSizeLimitMB=64", "-volume.max=20",
                *(f"-{part}.port={port}" for part, port in ports.items()),
                *(f"-{part}.port.grpc={port}" for part, port in self.inner_ports.items()),
            ],
            stdout=self.log, stderr=subprocess.STDOUT, cwd=folder,
        )  # fmt: skip

    def ready(self) -> None:
        """Wait until it takes files: its door may open before its volumes have reported to it."""
        self._until(lambda: socket.create_connection(("127.0.0.1", self.port), 1).close())
        way = self.way("")
        way._ask("PUT", "", writing=True)
        way.close()
        self._until(lambda: self.leave("prova", Kind.BUNDLES, "prova", b"x"))

    def _until(self, attempt: Callable[[], None]) -> None:
        end = time.monotonic() + _PATIENCE_SECONDS
        while True:
            assert self.process.poll() is None, (self.folder / "log").read_text()[-2000:]
            try:
                return attempt()
            except (OSError, httpx2.HTTPError):
                if time.monotonic() > end:
                    raise
            # A process has no event to wait for.
            time.sleep(0.05)

    def address(self, prefix: str, port: int | None = None) -> str:
        """The address of *prefix* in the bucket."""
        return f"s3://{BUCKET}/{prefix}?endpoint=http://127.0.0.1:{port or self.port}"

    def way(self, prefix: str, **sizes: int) -> S3Exchange:
        """A way to *prefix* with parts or pages of other sizes than usual."""
        endpoint = f"http://127.0.0.1:{self.port}"
        return S3Exchange(
            read_address(self.address(prefix)), endpoint, "il magazzino", Means(self.key), **sizes
        )

    def leave(self, prefix: str, kind: Kind, name: str, data: bytes) -> None:
        """Put an object there as any other program would."""
        with (
            closing(self.way(prefix)) as way,
            httpx2.Client(auth=way._web._client.auth, verify=False) as client,
        ):
            headers = {"x-amz-content-sha256": hashlib.sha256(data).hexdigest()}
            client.put(
                way._url(f"{prefix}/{kind}/{name}", {}), content=data, headers=headers
            ).raise_for_status()

    def stop(self) -> None:
        """Its own shutdown takes half a minute; nothing in it is worth that."""
        self.process.kill()
        self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        for part, port in self.inner_ports.items():
            Path(f"/tmp/seaweedfs-{part}-grpc-{port}.sock").unlink(missing_ok=True)
