"""The stand-alone tool opens what the desk wrote, says what is wrong, and shares no code with it."""

import ast
import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows import copies, desk
from millegiorni_desk.vault import renewal, users
from millegiorni_desk.vault.opening import Place, create_vault
from millegiorni_desk.vault.permissions import Role
from tests.architecture.sources import ROOT
from tests.crash.trials import LUCIA, PASSPHRASE

TOOL = ROOT / "packaging" / "recovery" / "millegiorni_recovery" / "__main__.py"


@dataclass(frozen=True)
class Left:
    """What someone finds years later: a vault, a copy of it, and the sheet."""

    vault: Path
    copy: Path
    sheet: str


@dataclass(frozen=True)
class Told:
    code: int
    out: str
    err: str


Tool = Callable[..., Told]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Left:
    folder = tmp_path_factory.mktemp("left")
    vault, sheet = create_vault(folder / "barrito", desk.SCHEMA, Place("BAR", 2), LUCIA)
    with vault:
        people.add(vault, Person(surname="El Idrissi", name="Fatima", notes="è venuta con «Yasmine»"))
        copy = copies.make_now(vault)
        people.add(vault, Person(surname="Osas", name="Joy"))
    return Left(folder / "barrito", copy, sheet)


@pytest.fixture
def left(made: Left, tmp_path: Path) -> Left:
    shutil.copytree(made.vault, tmp_path / "barrito")
    shutil.copytree(made.copy, tmp_path / "copia")
    return Left(tmp_path / "barrito", tmp_path / "copia", made.sheet)


@pytest.fixture
def tool(tmp_path: Path, temporary_folder: Path, machine: Path) -> Tool:
    """Runs the tool in an interpreter that cannot see the desk; the secret is in a file."""

    def run(secret: str, *arguments: object) -> Told:
        (machine / "secret").write_text(secret + "\n", encoding="utf-8")
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "MILLEGIORNI"))
        }
        done = subprocess.run(
            [sys.executable, "-c", _ALONE, str(TOOL), *map(str, arguments)],
            env={**kept, "MILLEGIORNI_PASSPHRASE_FILE": str(machine / "secret"), "PYTHONUTF8": "1"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert list(temporary_folder.iterdir()) == [], "nothing stays behind"
        return Told(done.returncode, done.stdout, done.stderr)

    return run


# The desk is not to be had, as on a machine where it was never installed.
_ALONE = """
import runpy, sys
class Gone:
    def find_spec(self, name, *rest):
        if name.startswith(("millegiorni_desk", "millegiorni_sync", "sqlalchemy", "PySide6")):
            raise ImportError(name)
sys.meta_path.insert(0, Gone())
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def states(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def test_it_imports_nothing_but_the_two_libraries_and_python() -> None:
    tree = ast.parse(TOOL.read_text(encoding="utf-8"))
    named = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    named += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    outside = {name.split(".")[0] for name in named} - set(sys.stdlib_module_names)
    assert outside == {"sqlcipher3", "cryptography"}


def test_the_sheet_opens_vault_and_copy_and_writes_nothing(left: Left, tool: Tool) -> None:
    for folder, held in ((left.vault, "2  person"), (left.copy, "1  person")):
        before = states(folder)
        told = tool(left.sheet.lower().replace("-", " "), folder)
        assert (told.code, told.err) == (0, "")
        assert held in told.out
        assert "Tutto intero." in told.out
        assert states(folder) == before


def test_a_passphrase_opens_it_too(left: Left, tool: Tool) -> None:
    told = tool("  cinque parole  a caso qui ", left.copy, "--user", "Lucia")
    assert (told.code, told.err) == (0, "")
    assert "Copia numero 1" in told.out


def test_everything_comes_out_in_three_forms(left: Left, tool: Tool, tmp_path: Path) -> None:
    told = tool(left.sheet, left.vault, "--csv", "tables", "--json", "lists", "--sqlite", "plain.db")
    assert told.code == 0, told.err
    with (tmp_path / "tables" / "person.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    listed = json.loads((tmp_path / "lists" / "person.json").read_text(encoding="utf-8"))
    with sqlite3.connect(tmp_path / "plain.db") as plain:
        stored = plain.execute("SELECT surname, notes FROM person ORDER BY surname").fetchall()
    plain.close()
    assert stored == [("El Idrissi", "è venuta con «Yasmine»"), ("Osas", "")]
    for held in (rows, listed):
        assert sorted((row["surname"], row["notes"]) for row in held) == stored
    assert {path.stem for path in (tmp_path / "tables").iterdir()} >= {
        "access",
        "audit",
        "attachment_part",
        "sync_log",
    }
    assert tool(left.sheet, left.vault, "--sqlite", "plain.db").code == 1, "nothing is written over"


def test_a_vault_left_by_a_power_cut_gives_its_newest_saves(left: Left, tool: Tool, tmp_path: Path) -> None:
    """The write-ahead log beside the database is read too."""
    vault = desk.open_desk(left.vault, "lucia", PASSPHRASE)
    people.add(vault, Person(surname="Ultima", name="Amina"))
    shutil.copytree(left.vault, tmp_path / "cut")
    vault.close()
    assert (tmp_path / "cut" / "vault.db-wal").stat().st_size
    told = tool(left.sheet, tmp_path / "cut", "--json", "lists")
    assert told.code == 0, told.err
    assert "Ultima" in (tmp_path / "lists" / "person.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("secret", "arguments", "words"),
    [
        ("0000-0000-0000-0000-0000-0000-0000-0000-0000", (), "non torna"),
        ("ABCD", (), "ne leggo 4"),
        ("non è questa", ("--user", "lucia"), "non è quella di questo archivio"),
        ("non è questa", ("--user", "piera"), "Lo aprono: lucia"),
    ],
)
def test_a_wrong_secret_is_told_in_one_line(
    secret: str, arguments: tuple[str, ...], words: str, left: Left, tool: Tool, tmp_path: Path
) -> None:
    told = tool(secret, left.vault, *arguments, "--csv", "tables")
    assert (told.code, told.out) == (1, "")
    assert words in told.err
    assert len(told.err.splitlines()) == 1
    assert not (tmp_path / "tables").exists()


def test_another_vaults_sheet_is_a_wrong_key(left: Left, tool: Tool, tmp_path: Path) -> None:
    other, sheet = create_vault(tmp_path / "altro", desk.SCHEMA, Place("SAL", 3), LUCIA)
    other.close()
    told = tool(sheet, left.vault)
    assert (told.code, told.out) == (1, "")
    assert "La chiave di recupero non è quella di questo archivio" in told.err


@pytest.mark.parametrize("name", ["vault.db", "vault.slots", "copia.json"])
def test_a_damaged_copy_is_refused_and_can_be_read_anyway(name: str, left: Left, tool: Tool) -> None:
    path = left.copy / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2 + 7] ^= 1
    path.write_bytes(content)
    told = tool(left.sheet, left.copy)
    assert told.code == 1
    assert "copia" in told.err
    assert len(told.err.splitlines()) == 1
    if name == "copia.json":
        assert "1  person" in tool(left.sheet, left.copy, "--anyway").out


def test_a_folder_that_is_no_vault_is_named(tool: Tool, tmp_path: Path) -> None:
    told = tool("x", tmp_path)
    assert told.code == 1
    assert "vault.slots" in told.err


def test_the_documented_way_in_is_the_packages(left: Left) -> None:
    """As it is installed with the desk: ``python -m millegiorni_recovery``."""
    done = subprocess.run(
        [sys.executable, "-m", "millegiorni_recovery", "--help"],
        env={**os.environ, "PYTHONPATH": str(TOOL.parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "--csv" in done.stdout


def test_a_vault_whose_key_was_renewed_opens_and_half_renewed_too(
    left: Left, tool: Tool, tmp_path: Path
) -> None:
    vault = desk.open_desk(left.vault, "lucia", PASSPHRASE)
    users.add(vault, "anna", "Anna", [Role.OPERATOR], "un'altra frase lunga")
    shutil.copy(left.vault / "vault.db", tmp_path / "former.db")
    renewal.renew(vault, PASSPHRASE)
    for secret, *options in ((left.sheet,), ("un'altra frase lunga", "--user", "anna")):
        told = tool(secret, left.vault, *options)
        assert (told.code, told.err) == (0, "")
        assert "2  person" in told.out
    # The power went between the slots and the database.
    os.replace(left.vault / "vault.db", left.vault / "vault.db.new")
    shutil.copy(tmp_path / "former.db", left.vault / "vault.db")
    before = states(left.vault)
    assert tool(left.sheet, left.vault).code == 0
    assert states(left.vault) == before
    assert tool(left.sheet, left.copy).code == 0, "a copy of before opens by its own slots"
