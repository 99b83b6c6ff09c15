"""Registers as they really come: each fault is one sentence, good rows are kept, and nothing is lost."""

import os
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.flows import desk

from . import furnished
from .conftest import Command, refused, state
from .furnished import World

HEADERS = ("Data", "Casa", "Cognome", "Nome", "Codice fiscale", "Data di nascita")
GOOD = ("01/03/2025", "BAR", "Rossi", "Anna", "", "")


def book(path: Path, rows: Sequence[Sequence[object]], headers: Sequence[str] = HEADERS) -> Path:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.append(list(headers))
    for row in rows:
        sheet.append(list(row))
    workbook.save(path)
    return path


def count(world: World) -> int:
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        return accesses.count(vault)


def rejected_reasons(path: Path) -> list[str]:
    rows = list(openpyxl.load_workbook(path).active.values)
    return [str(row[-1]) for row in rows[1:]]


@pytest.mark.parametrize(
    "headers",
    [("Giorno", "Struttura"), ("Data", "Data", *HEADERS[1:]), ("", ""), ("Cognome", "Nome"), ("x" * 5_000,)],
)
def test_wrong_headers(headers: Sequence[str], world: World, command: Command, tmp_path: Path) -> None:
    before = state(world.house)
    path = book(tmp_path / "registro.xlsx", [GOOD], headers)
    refused(command("import", world.house, path))
    assert state(world.house) == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lettera.xlsx", b"cara Lucia"),
        ("vuoto.xlsx", b""),
        ("zip.xlsx", b"PK\x03\x04" + os.urandom(500)),
        ("vecchio.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)),
        ("elenco.csv", b"Data;Casa\n01/03/2025;BAR\n"),
    ],
)
def test_a_file_that_is_no_workbook(
    name: str, content: bytes, world: World, command: Command, tmp_path: Path
) -> None:
    before = state(world.house)
    (tmp_path / name).write_bytes(content)
    refused(command("import", world.house, tmp_path / name), ".")
    refused(command("import", world.house, tmp_path / "manca.xlsx"), "non trovo")
    refused(command("import", world.house, tmp_path), "cartella di lavoro")
    assert state(world.house) == before


@pytest.mark.parametrize(
    "bad",
    [
        ("30/02/2025", "BAR", "Rossi", "Anna", "", ""),
        ("01/03/2925", "BAR", "Rossi", "Anna", "", ""),
        (-5, "BAR", "Rossi", "Anna", "", ""),
        ("01/03/2025", "NOPE", "Rossi", "Anna", "", ""),
        ("01/03/2025", "BAR", "Rossi", "Anna", "", "31/13/1990"),
        ("01/03/2025", "BAR", "Rossi", "Anna", "", "01/01/1800"),
        ("=TODAY()", "BAR", "Rossi", "Anna", "", ""),
        ("01/03/2025", "BAR", '=HYPERLINK("http://x")', "Anna", "", ""),
        ("", "", "Rossi", "Anna", "", ""),
    ],
)
def test_a_bad_row_comes_back_with_its_reason_and_the_good_one_stays(
    bad: Sequence[object], world: World, command: Command, tmp_path: Path
) -> None:
    path, out = book(tmp_path / "registro.xlsx", [bad, GOOD]), tmp_path / "da-correggere.xlsx"
    told = command("import", world.house, path, "--rejected", out)
    assert told.code == 0 and told.err.strip() == "", told
    (reason,) = rejected_reasons(out)
    assert reason.strip() and "None" not in reason and "Error" not in reason
    assert count(world) == 1 + 1
    assert openpyxl.load_workbook(out).active.cell(2, 1).data_type != "f", "a formula came back alive"


def test_a_codice_fiscale_that_fails_its_check_is_kept_and_said(
    world: World, command: Command, tmp_path: Path
) -> None:
    row = ("01/03/2025", "BAR", "Rossi", "Anna", "RSSNNA90A41L219X", "01/01/1990")
    told = command("import", world.house, book(tmp_path / "registro.xlsx", [row]))
    assert told.code == 0 and "codice fiscale" in told.out.casefold(), told
    with desk.open_desk(world.house, "lucia", furnished.PASSPHRASE) as vault:
        assert vault.scalar("SELECT codice_fiscale FROM person WHERE surname = 'Rossi'") == "RSSNNA90A41L219X"


def test_thousands_of_rows_of_rubbish(world: World, command: Command, tmp_path: Path) -> None:
    before = state(world.house)
    rubbish = [("?" * (n % 50), "***", n, "\u202e", "x", "y") for n in range(3_000)]
    out = tmp_path / "da-correggere.xlsx"
    told = command("import", world.house, book(tmp_path / "registro.xlsx", rubbish), "--rejected", out)
    assert told.code == 0, told.err
    assert len(rejected_reasons(out)) == 3_000
    assert state(world.house) == before


def test_rejected_rows_that_cannot_be_written_are_still_in_the_register(
    world: World, command: Command, tmp_path: Path
) -> None:
    path = book(tmp_path / "registro.xlsx", [("30/02/2025", *GOOD[1:]), GOOD])
    told = command("import", world.house, path, "--rejected", tmp_path / "manca" / "x.xlsx")
    assert told.code == 1 and "x.xlsx" in told.err
    assert count(world) == 1 + 1
    again = command("import", world.house, path, "--rejected", tmp_path / "x.xlsx")
    assert again.code == 0 and count(world) == 1 + 1
    assert len(rejected_reasons(tmp_path / "x.xlsx")) == 1
