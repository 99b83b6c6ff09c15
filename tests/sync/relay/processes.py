"""Relays as processes of their own, as a server runs them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from tests.architecture.sources import SOURCE_ROOTS
from tests.sync.exchange.servers import free_port
from tests.sync.relay.network import certificate, trusted


@dataclass
class Relay:
    """``millegiorni-relay serve`` on a port of its own; it can be killed and started again."""

    folder: Path
    database: str
    networks: list[str]
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self._certificate = certificate(self.folder)
        self.trusted = trusted(self.folder)
        self._process: subprocess.Popen[str] | None = None
        self._said: list[str] = []
        self._turn = threading.Condition()

    def start(self) -> Relay:
        """Start it and wait until it listens."""
        told = {
            "DATABASE": self.database, "NETWORKS": " ".join(self.networks), "PORT": str(self.port),
            "CERTIFICATE": str(self._certificate), "KEY": str(self._certificate), **self.settings,
        }  # fmt: skip
        environment = os.environ | {f"MILLEGIORNI_RELAY_{name}": value for name, value in told.items()}
        environment |= {"PYTHONPATH": os.pathsep.join(map(str, SOURCE_ROOTS)), "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "millegiorni_sync.relay", "serve"], env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._said = []
        self._reader = threading.Thread(target=self._listen, args=(self._process,), daemon=True)
        self._reader.start()
        self.until("Uvicorn running")
        return self

    def _listen(self, process: subprocess.Popen[str]) -> None:
        """Take what it says as it says it: a full pipe would hold it up."""
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                with self._turn:
                    self._said.append(line)
                    self._turn.notify_all()
        with self._turn:
            self._said.append("")
            self._turn.notify_all()

    def until(self, event: str) -> None:
        """Wait until it says so."""
        with self._turn:
            assert self._turn.wait_for(lambda: any(event in line or not line for line in self._said), 60)
            assert any(event in line for line in self._said), f"the relay ended without {event}"

    def kill(self) -> None:
        """``kill -9``."""
        self._end(signal.SIGKILL)

    def terminate(self) -> None:
        """What a service manager does first; the process ends by itself, later."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def ended(self) -> tuple[int, list[dict[str, object]]]:
        """Its exit status and what it said, once it has ended."""
        assert self._process is not None
        self._process.wait(timeout=60)
        self._reader.join()
        return self._process.returncode, [json.loads(line) for line in self._said if line]

    def close(self) -> None:
        """End it, if it still runs."""
        if self._process is not None and self._process.poll() is None:
            self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait()
        self._reader.join()
