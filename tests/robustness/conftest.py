"""A furnished network for each test, and the command line run inside the test's process."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from millegiorni_desk import cli
from millegiorni_desk.flows import desk
from millegiorni_sync import merge

from . import furnished
from .furnished import World


@dataclass(frozen=True)
class Told:
    """What a command answered: its exit code, and what it said where."""

    code: int
    out: str
    err: str


Command = Callable[..., Told]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return furnished.new(tmp_path / "rete")


@pytest.fixture
def command(machine: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs a command as a user (lucia of Barrito, unless said otherwise) and gives what it told.

    File descriptors are captured, not only ``sys.stderr``: what libraries say below Python counts as said.
    """
    secret = machine / "frase"
    secret.write_text(furnished.PASSPHRASE + "\n", encoding="utf-8")
    monkeypatch.setenv("MILLEGIORNI_PASSPHRASE_FILE", str(secret))

    def run(*arguments: object, user: str = "lucia") -> Told:
        monkeypatch.setenv("MILLEGIORNI_USER", user)
        capfd.readouterr()
        code = cli.run([str(argument) for argument in arguments])
        said = capfd.readouterr()
        return Told(code, said.out, said.err)

    return run


def refused(told: Told, *words: str, code: int = 1) -> None:
    """Assert one clear line on standard error, in Italian, with *words* in it, and nothing else."""
    assert told.code == code, told
    (line,) = told.err.strip().splitlines()
    assert told.out.strip() == "", told.out
    for word in words:
        assert word.casefold() in line.casefold(), line
    assert line[0].isupper() or line[0] in "«", line
    assert line.endswith((".", "!", "help", "0042.")), line
    for english in ("error", "No such", "Errno", "Invalid", "Traceback", "directory", "denied", "None"):
        assert english not in line, line


def state(folder: Path, user: str = "lucia") -> str:
    """The digest of everything a vault holds: it opens, and equal digests are equal records."""
    with desk.open_desk(folder, user, furnished.PASSPHRASE) as vault, vault.connection() as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return merge.state_digest(raw, vault.schema.synced_tables())
