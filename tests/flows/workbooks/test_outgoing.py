"""The registers written out: read back elsewhere they are the same; without names nobody is in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from millegiorni_desk import cli
from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.areas.pathways.records import Goal, Pathway
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.pseudonym import pseudonym
from millegiorni_desk.areas.people.records import Child, Person
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.flows.workbooks import Kind, import_workbook, outgoing
from millegiorni_desk.flows.workbooks.outgoing import Asked
from millegiorni_desk.vault.opening import Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests import new_vaults

from .conftest import LUCIA, PASSPHRASE, furnish

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
TELLING = ("El Amrani", "Fatima", "333 1234567", "Via Baltea", "la sorella", "LMRFTM90C52Z330X", "=HYPERLINK")


def new(folder: Path) -> Vault:
    return new_vaults.new_vault(folder, Place("", 2), LUCIA, furnish)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    """A network with a woman who came twice, another who never said who she is, and a pathway."""
    with new(tmp_path / "rete") as made:
        fatima = people.add(
            made,
            Person(
                house="BAR", surname="El Amrani", name="Fatima", birth_date=date(1990, 3, 12), gender="F",
                citizenship="MA", birth_country="MA", phone="333 1234567", address="Via Baltea 3", language="ar",
                codice_fiscale="LMRFTM90C52Z330X",
            ),
            [
                Child(house="", person_id="", birth_date=date(2019, 6, 5)),
                Child(house="", person_id="", birth_date=date(2023, 1, 1), birth_precision="year"),
            ],
        )  # fmt: skip
        accesses.add(
            made,
            Access(
                house="BAR", person_id=fatima.id, on_date=date(2025, 11, 3), at_time="09:30", operator="Lucia",
                needs=["pregnancy", "income"], activities=["listening"], channel="word_of_mouth", in_care="no",
                adi="applied", pregnant="yes", due_date=date(2026, 2, 20), minors=2, minutes=40,
                notes="=HYPERLINK(1) la sorella", language="ar",
            ),
        )  # fmt: skip
        accesses.add(made, Access(house="SAL", on_date=date(2025, 11, 4), channel="direct"))
        accesses.add(made, Access(house="BAR", on_date=date(2024, 11, 4), person_id=fatima.id))
        gone = accesses.add(made, Access(house="BAR", on_date=date(2025, 11, 5)))
        accesses.void(made, gone.id)
        opened = pathways.open_pathway(
            made,
            Pathway(
                house="BAR", person_id=fatima.id, opened_on=date(2025, 11, 10), case_manager="Marta", minors=2,
                fragilities=["unemployment", "care_load"], main_request="unemployment", referrer="la sorella",
                household="sola", resources="la sorella", wishes="un lavoro",
            ),
        )  # fmt: skip
        for title in ("Nido; subito", "Permesso"):
            pathways.add_goal(made, Goal(house="", pathway_id=opened.id, title=title))
        yield made


def rows(content: bytes) -> list[dict[str, Any]]:
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    return [
        dict(zip(heads, line, strict=True))
        for line in sheet.iter_rows(min_row=2, values_only=True)
        if any(value is not None for value in line)
    ]


def said(vault: Vault, table: str, *fields: str) -> list[tuple[Any, ...]]:
    """What the records of the year say, ids and times apart."""
    day = {"access": "on_date", "pathway": "opened_on"}[table]
    found = vault.query(f"SELECT * FROM {table} WHERE voided = 0 AND {day} LIKE '2025%' ORDER BY {day}")
    return [tuple(row[field] for field in fields) for row in found]


@pytest.mark.parametrize(
    ("kind", "table", "fields"),
    [
        (
            Kind.ACCESSES,
            "access",
            "house on_date at_time operator needs activities channel in_care adi pregnant due_date minors minutes "
            "notes language",
        ),
        (
            Kind.PATHWAYS,
            "pathway",
            "house opened_on closed_on case_manager minors fragilities main_request referrer household resources "
            "wishes",
        ),
    ],
)
def test_read_back_elsewhere_it_says_the_same(
    vault: Vault, tmp_path: Path, kind: Kind, table: str, fields: str
) -> None:
    file = tmp_path / "registro.xlsx"
    file.write_bytes(outgoing.register(vault, Asked(kind, FIRST, LAST, named=True)))
    with new(tmp_path / "altrove") as other:
        outcome = import_workbook(other, file)
        assert outcome.rejected == [] and outcome.added == len(said(vault, table, "id"))
        compared = fields.split()
        mine, theirs = said(vault, table, *compared), said(other, table, *compared)
        unsaid = [tuple(value or None for value in one) for one in mine]
        assert [
            tuple(None if value == "Non indicato" else value or None for value in one) for one in theirs
        ] == unsaid
        (card,) = other.query("SELECT * FROM person")
        assert (card["surname"], card["name"], card["citizenship"]) == ("El Amrani", "Fatima", "MA")
        assert (card["birth_date"], card["codice_fiscale"]) == ("1990-03-12", "LMRFTM90C52Z330X")
        if kind is Kind.ACCESSES:
            born = other.query("SELECT birth_date, birth_precision FROM child ORDER BY birth_date")
            assert [tuple(one.values()) for one in born] == [("2019-06-05", "day"), ("2023-01-01", "year")]
        else:
            goals = other.query("SELECT title FROM goal ORDER BY title")
            assert [one["title"] for one in goals] == ["Nido, subito", "Permesso"]


@pytest.mark.parametrize("kind", outgoing.KINDS)
def test_without_names_nobody_is_in_it(vault: Vault, tmp_path: Path, kind: Kind) -> None:
    content = outgoing.register(vault, Asked(kind, FIRST, LAST))
    found = rows(content)
    told = " ".join(str(value) for row in found for value in row.values())
    assert [word for word in TELLING if word in told] == []
    fatima = pseudonym(vault.query("SELECT id FROM person")[0]["id"])
    assert [row["Cognome"] for row in found if row["Cognome"]] == [fatima]
    assert {row["Data di nascita"] for row in found} <= {1990, None}
    if kind is Kind.ACCESSES:
        assert [row["Nascite figli"] for row in found] == ["2019; 2023", None]
    file = tmp_path / "senza.xlsx"
    file.write_bytes(content)
    with new(tmp_path / "altrove") as other:
        assert import_workbook(other, file).rejected == []


def test_words_that_look_like_a_formula_stay_words(vault: Vault) -> None:
    content = outgoing.register(vault, Asked(Kind.ACCESSES, FIRST, LAST, named=True))
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    (cell,) = (cell for row in sheet.iter_rows() for cell in row if "HYPERLINK" in str(cell.value))
    assert cell.data_type == "s" and cell.quotePrefix


def test_what_is_sealed_stays_sealed(vault: Vault) -> None:
    joy = people.add(vault, Person(house="BAR", surname="Osagie", name="Joy"))
    accesses.add(
        vault,
        Access(
            house="BAR", person_id=joy.id, on_date=date(2025, 12, 1), needs=["violence"], notes="riservato"
        ),
        readers=["@coordination"],
    )
    found = rows(outgoing.register(vault, Asked(Kind.ACCESSES, FIRST, LAST, named=True)))
    (row,) = (one for one in found if one["Cognome"] == "Osagie")
    assert row["Bisogni"] is None and row["Note"] is None


def test_a_house_alone_and_what_is_not_written(vault: Vault) -> None:
    assert len(rows(outgoing.register(vault, Asked(Kind.ACCESSES, FIRST, LAST, "SAL")))) == 1
    assert Asked(Kind.PATHWAYS, FIRST, LAST, "SAL", True).file_name == (
        "percorsi-sal-2025-01-01-2025-12-31-con-nomi.xlsx"
    )
    for wrong in (Asked(Kind.DOTI, FIRST, LAST), Asked(Kind.ACCESSES, LAST, FIRST)):
        with pytest.raises(InvalidValue):
            outgoing.register(vault, wrong)
    noted = vault.query("SELECT detail FROM audit WHERE action = 'register.save'")
    assert len(noted) == 1 and '"names":false' in noted[0]["detail"].replace(" ", "")


def test_too_many_rows_are_not_written(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "MOST_ROWS", 1)
    with pytest.raises(InvalidValue, match="più di 1 righe"):
        outgoing.register(vault, Asked(Kind.ACCESSES, FIRST, LAST))


def test_with_names_only_for_whoever_may_export_them(vault: Vault) -> None:
    vault.roles = [Role.OPERATOR]
    with pytest.raises(NotAllowed):
        outgoing.register(vault, Asked(Kind.ACCESSES, FIRST, LAST))


def test_at_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    with new(tmp_path / "rete") as made:
        accesses.add(made, Access(house="SAL", on_date=date(2025, 11, 4)))
    (tmp_path / "frase").write_text(PASSPHRASE, encoding="utf-8")
    monkeypatch.setenv("MILLEGIORNI_PASSPHRASE_FILE", str(tmp_path / "frase"))
    monkeypatch.setenv("MILLEGIORNI_USER", "lucia")
    file = tmp_path / "accessi.xlsx"
    asked = ["--from", "2025-01-01", "--to", "31/12/2025"]
    assert cli.run(["register", str(tmp_path / "rete"), "accesses", str(file), *asked]) == 0
    assert "Registro scritto" in capsys.readouterr().out and len(rows(file.read_bytes())) == 1
    assert cli.run(["register", str(tmp_path / "rete"), "doti", str(file), *asked]) == 1
