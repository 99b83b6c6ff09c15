"""The register of meetings: every column, what it refuses and why, twice the same, taken back, years of many houses."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from millegiorni_desk import cli
from millegiorni_desk.areas.meetings.records import Meeting
from millegiorni_desk.errors import NotAllowed
from millegiorni_desk.flows.workbooks import (
    Kind,
    Outcome,
    import_workbook,
    imports,
    keep_plan,
    undo_import,
    write_rejected,
)
from millegiorni_desk.flows.workbooks.foreign import foreign_words
from millegiorni_desk.flows.workbooks.guessing import guess
from millegiorni_desk.flows.workbooks.plan import register_by
from millegiorni_desk.flows.workbooks.reading import titles_of
from millegiorni_desk.network import partners
from millegiorni_desk.network.records import Partner
from millegiorni_desk.sheets.reading import read_book
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.flows.workbooks.conftest import PASSPHRASE, Register, new_vault, rows_of

MEETING = {"Data": date(2025, 10, 3), "Casa": "Barrito", "Titolo": "Massaggio del bambino"}
FULL = {
    **MEETING,
    "Tema": "neonati e primi mesi",
    "Partner": "Consultorio di via Zumaglia;  Nati per  Leggere ; consultorio di via zumaglia",
    "Adulti": 9,
    "Minori": "8",
    "Stimati": "sì",
    "Gratuito": "No",
    "Note": "sala piena",
}


def counts(outcome: Outcome) -> tuple[int, int, int]:
    assert outcome.rows == outcome.added + outcome.already + outcome.repeated + len(outcome.rejected)
    return outcome.added, outcome.already, len(outcome.rejected)


def reasons(outcome: Outcome) -> dict[int, str]:
    return {one.row_number: one.reason for one in outcome.rejected}


def alive(vault: Vault, table: str = "meeting") -> int:
    return int(vault.scalar(f"SELECT count(*) FROM {table} WHERE NOT voided"))


def test_every_column_of_a_meeting_arrives(vault: Vault, register: Register) -> None:
    outcome = import_workbook(vault, register("meetings", FULL))
    assert counts(outcome) == (1, 0, 0)
    [meeting] = rows_of(vault, "meeting")
    known = {one.name: one.id for one in partners.every(vault)}
    assert list(known) == ["Consultorio di via Zumaglia", "Nati per Leggere"]
    assert partners.names(vault, [*known.values()]) == list(known)
    expected: dict[str, Any] = {
        "on_date": "2025-10-03", "house_code": "BAR", "title": "Massaggio del bambino", "theme": "newborn",
        "adults": 9, "minors": 8, "estimated": 1, "free": 0, "notes": "sala piena", "state": "held", "voided": 0,
    }  # fmt: skip
    assert {key: meeting[key] for key in expected} == expected
    assert [known["Consultorio di via Zumaglia"], known["Nati per Leggere"]] == json.loads(
        meeting["partners"]
    )
    assert "Partner nuovi" in str(outcome.warnings[0]) and "persone" not in outcome.lines()[0]


def test_a_row_with_what_is_required_only_is_a_free_meeting_that_was_held(
    vault: Vault, register: Register
) -> None:
    import_workbook(
        vault, register("meetings", MEETING, {**MEETING, "Titolo": "Domani"}, {**MEETING, "Adulti": 0})
    )
    for row in rows_of(vault, "meeting"):
        assert (row["state"], row["free"], row["estimated"], row["minors"]) == ("held", 1, 0, None)


def test_a_meeting_ahead_is_planned_and_has_no_heads_yet(vault: Vault, register: Register) -> None:
    ahead = {**MEETING, "Data": date.today() + timedelta(40)}
    outcome = import_workbook(
        vault,
        register("meetings", ahead, {**ahead, "Adulti": 3}, {**MEETING, "Data": date.today(), "Minori": 2}),
    )
    assert counts(outcome) == (2, 0, 1)
    assert (
        reasons(outcome)[3].startswith("Adulti: l'incontro è il ")
        and "deve ancora venire" in reasons(outcome)[3]
    )
    assert sorted(row["state"] for row in rows_of(vault, "meeting")) == ["held", "planned"]


def test_headers_in_any_order_case_and_accents(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(
        "  TÍTOLO ;minori;GRATUITO*;casa *;da ta;Témä\nAllattare;4;a pagamento;san salvario;03.10.25;breastfeeding\n"
        "Allattare;4;a pagamento;bar;3/10/2025;ALLATTAMENTO\n",
        encoding="utf-8",
    )
    outcome = import_workbook(vault, path)
    assert outcome.kind is Kind.MEETINGS and counts(outcome) == (1, 0, 1)
    assert reasons(outcome)[2].startswith("Casa: la riga è di San Salvario")
    [meeting] = rows_of(vault, "meeting")
    assert (meeting["theme"], meeting["free"], meeting["minors"]) == ("breastfeeding", 0, 4)


def test_what_is_wrong_is_said_by_column_and_undoes_no_other_row(vault: Vault, register: Register) -> None:
    outcome = import_workbook(
        vault,
        register(
            "meetings",
            MEETING,
            {**MEETING, "Tema": "Astrologia"},
            {**MEETING, "Data": "31/02/2025", "Adulti": "tanti", "Gratuito": "forse"},
            {**MEETING, "Titolo": "  "},
            {**MEETING, "Titolo": "x" * 201},
            {**MEETING, "Adulti": 900_000},
            {**MEETING, "Partner": "y" * 130},
            {**MEETING, "Casa": "Atlantide"},
        ),
    )
    assert counts(outcome) == (1, 0, 7)
    found = reasons(outcome)
    assert found[3].startswith("Tema: «Astrologia» non è tra: Gravidanza e parto, ")
    assert found[4] == (
        "Data: il 31 febbraio 2025 non esiste. Adulti: «tanti» non è un numero intero. "
        "Gratuito: «forse» non è né sì né no."
    )
    assert found[5] == "Titolo: manca."
    assert found[6].startswith("Titolo: è troppo lungo")
    assert found[7].startswith("Adulti: 900000 persone sono troppe")
    assert found[8].startswith("Partner: un nome è troppo lungo")
    assert found[9] == "Casa: «Atlantide» non è una casa della rete."


def test_the_same_file_twice_brings_nothing_twice(
    vault: Vault, other_desk: Vault, register: Register
) -> None:
    path = register("meetings", FULL, MEETING, {**MEETING, "Titolo": "MASSAGGIO  del bambino"})
    first = import_workbook(vault, path)
    assert counts(first) == (3, 0, 0) and first.twice == 2
    before = rows_of(vault, "meeting"), rows_of(vault, "partner")
    assert counts(import_workbook(vault, path)) == (0, 3, 0)
    assert (rows_of(vault, "meeting"), rows_of(vault, "partner")) == before
    import_workbook(other_desk, path)
    assert (rows_of(other_desk, "meeting"), rows_of(other_desk, "partner")) == before


def test_other_values_are_not_written_over(vault: Vault, register: Register) -> None:
    import_workbook(vault, register("meetings", FULL))
    changed = {**FULL, "Adulti": 12, "Partner": "Consultorio di via Zumaglia; ASL", "Tema": None}
    outcome = import_workbook(vault, register("meetings", changed))
    assert reasons(outcome)[2].startswith("già importata con altri valori: Adulti, Partner.")
    assert counts(import_workbook(vault, register("meetings", MEETING))) == (0, 1, 0)


def test_what_the_calendar_has_already_is_said(vault: Vault, register: Register) -> None:
    with vault.save("test") as session:
        session.add(Meeting(house_code="BAR", title="massaggio del Bambino", on_date=date(2025, 10, 3)))
    outcome = import_workbook(vault, register("meetings", MEETING, {**MEETING, "Titolo": "Altro"}))
    [told] = outcome.warnings
    assert told.row_number == 2 and "è già nel calendario il 03/10/2025" in told.text
    assert import_workbook(vault, register("meetings", MEETING)).warnings == []


def test_a_trial_keeps_nothing_and_refused_rows_come_back_put_right(
    vault: Vault, register: Register, tmp_path: Path
) -> None:
    path = register("meetings", FULL, {**MEETING, "Tema": "boh"})
    trial = import_workbook(vault, path, dry_run=True)
    assert rows_of(vault, "meeting") == rows_of(vault, "partner") == []
    real = import_workbook(vault, path)
    assert counts(trial) == counts(real) == (1, 0, 1) and reasons(trial) == reasons(real)
    write_rejected(real, tmp_path / "da-correggere.xlsx")
    workbook = openpyxl.load_workbook(tmp_path / "da-correggere.xlsx")
    titles = [cell.value for cell in workbook.active[1]]
    assert titles[-1] == "Motivo"
    workbook.active.cell(2, titles.index("Tema") + 1, "Lettura e narrazione")
    workbook.save(tmp_path / "da-correggere.xlsx")
    assert counts(import_workbook(vault, tmp_path / "da-correggere.xlsx")) == (1, 0, 0)


def test_the_coordination_brings_in_years_of_every_house(
    vault: Vault, coordination: Vault, register: Register
) -> None:
    rows = [
        {
            **MEETING,
            "Casa": house,
            "Data": date(year, month, 3),
            "Adulti": 5,
            "Partner": "ASL Città di Torino",
        }
        for house in ("BAR", "San Salvario")
        for year in (2023, 2024, 2025)
        for month in range(1, 7)
    ]
    outcome = import_workbook(coordination, register("meetings", *rows))
    assert counts(outcome) == (36, 0, 0)
    assert alive(coordination, "partner") == 1
    assert {row["house_code"] for row in rows_of(coordination, "meeting")} == {"BAR", "SAL"}
    own = import_workbook(vault, register("meetings", *rows))
    assert counts(own) == (18, 0, 18)


def test_taken_back_it_can_come_again(vault: Vault, register: Register) -> None:
    path = register("meetings", FULL, {**MEETING, "Titolo": "Altro"})
    for _ in range(3):
        outcome = import_workbook(vault, path)
        assert counts(outcome) == (2, 0, 0)
        assert (alive(vault), alive(vault, "partner")) == (2, 2)
        assert imports(vault)[0].kind == "meetings"
        undone = undo_import(vault, outcome.import_id)
        assert (undone.voided, undone.kept) == (4, [])
        assert (alive(vault), alive(vault, "partner")) == (0, 0)


def test_what_was_used_since_stays(vault: Vault, register: Register) -> None:
    outcome = import_workbook(vault, register("meetings", FULL, {**MEETING, "Titolo": "Altro"}))
    reading, consultorio = (
        partners.find(vault, name) for name in ("Nati per Leggere", "Consultorio di via Zumaglia")
    )
    assert reading and consultorio
    [other] = [row["id"] for row in rows_of(vault, "meeting") if row["title"] == "Altro"]
    with vault.save("test") as session:
        session.add(
            Meeting(house_code="BAR", title="Letture", on_date=date(2025, 11, 1), partners=[reading.id])
        )
    with vault.save("test") as session:
        changed = vault.get(Meeting, other)
        changed.place = "Cortile"
        session.merge(changed)
    undone = undo_import(vault, outcome.import_id)
    assert {(one.table, one.id) for one in undone.kept} == {("partner", reading.id), ("meeting", other)}
    assert partners.names(vault, [reading.id, consultorio.id]) == ["Nati per Leggere"]


def test_a_partner_on_the_list_is_used_and_one_taken_off_is_not_brought_back(
    vault: Vault, register: Register
) -> None:
    known = partners.add(vault, Partner(name="Nati per Leggere"))
    gone = partners.add(vault, Partner(name="Consultorio di via Zumaglia"))
    partners.edit(vault, gone.id, voided=True)
    import_workbook(vault, register("meetings", FULL))
    [meeting] = rows_of(vault, "meeting")
    assert known.id in meeting["partners"] and gone.id not in meeting["partners"]
    assert alive(vault, "partner") == 2


def test_who_may_not_run_meetings_or_import_does_not(vault: Vault, register: Register) -> None:
    for role in (Role.OPERATOR, Role.ADMINISTRATOR):
        vault.roles = [role]
        with pytest.raises(NotAllowed):
            import_workbook(vault, register("meetings", MEETING))


def test_a_register_of_the_houses_own_is_guessed_and_remembered(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(
        "Incontri 2025\nGiorno;Iniziativa;Tematica;In collaborazione con;Mamme;Bambini;Ingresso libero\n"
        "14/11/2025;Letture al nido;Libri;Nati per Leggere;9;8;x\n"
        "21/11/2025;Yoga in gravidanza;Gravidanza e parto;;12;0;no\n",
        encoding="utf-8",
    )
    book = read_book(path)
    plan = guess(vault, book)
    assert plan.kind is Kind.MEETINGS and plan.fixed == {"house": "BAR"}
    assert [plan.columns[one] for one in plan.columns] == [
        "on_date", "title", "theme", "partner", "adults", "minors", "free",
    ]  # fmt: skip
    register = register_by(plan, book)
    [strange] = [one for one in foreign_words(vault, register) if not one.known]
    assert (strange.word, strange.column.key) == ("Libri", "theme")
    plan = plan.with_meaning("theme", "libri", "reading")
    assert counts(import_workbook(vault, path, plan=plan)) == (2, 0, 0)
    assert sorted((row["theme"], row["free"]) for row in rows_of(vault, "meeting")) == [
        ("pregnancy", 0),
        ("reading", 1),
    ]
    keep_plan(vault, titles_of(book.sheets[0], plan.header_row), plan)
    assert counts(import_workbook(vault, path)) == (0, 2, 0)


def test_at_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    with new_vault(tmp_path / "barrito"):
        pass
    (tmp_path / "frase").write_text(PASSPHRASE, encoding="utf-8")
    monkeypatch.setenv("MILLEGIORNI_PASSPHRASE_FILE", str(tmp_path / "frase"))
    monkeypatch.setenv("MILLEGIORNI_USER", "lucia")
    file = tmp_path / "incontri.xlsx"
    assert cli.run(["template", "meetings", str(file)]) == 0
    workbook = openpyxl.load_workbook(file)
    workbook.worksheets[0].append(
        [date(2025, 10, 3), "BAR", "Allattare", "Allattamento", None, 4, 3, "No", "Sì"]
    )
    workbook.worksheets[0].append([date(2025, 10, 4), "BAR", "Allattare", "Boh"])
    workbook.save(file)
    rejected = tmp_path / "da-correggere.xlsx"
    assert cli.run(["import", str(tmp_path / "barrito"), str(file), "--dry-run"]) == 0
    assert cli.run(["import", str(tmp_path / "barrito"), str(file), "--rejected", str(rejected)]) == 0
    told = capsys.readouterr().out
    assert "Incontri: 2 righe lette, 1 aggiunta, 0 già presenti, 1 rifiutata." in told
    assert rejected.exists()


def test_thousands_of_rows_come_once(coordination: Vault, register: Register) -> None:
    start = date(2000, 1, 1)
    rows = [
        {
            "Data": start + timedelta(number // 2), "Casa": ("BAR", "SAL")[number % 2], "Titolo": f"Incontro {number}",
            "Tema": "Allattamento", "Partner": f"Partner {number % 300}; ASL", "Adulti": number % 40, "Minori": 3,
        }
        for number in range(1_800)
    ]  # fmt: skip
    rows += [{**rows[0], "Titolo": f"x{n}", "Tema": f"tema {n}"} for n in range(200)]
    path = register("meetings", *rows)
    assert counts(import_workbook(coordination, path)) == (1_800, 0, 200)
    assert alive(coordination, "partner") == 301
    assert counts(import_workbook(coordination, path)) == (0, 1_800, 200)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    with new_vault(tmp_path_factory.mktemp("incontri") / "coordinamento", house="", ordinal=1) as vault:
        yield vault


_CELL = st.one_of(
    st.none(),
    st.text(max_size=30).filter(lambda text: not text.startswith("=")),
    st.integers(-5, 20_000),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)),
    st.sampled_from(["sì", "No", "x", "3/4/2025", "BAR", "Allattamento", "reading", "a;b", "=1+1"]),
)
_HEADERS = ("Data", "Casa", "Titolo", "Tema", "Partner", "Adulti", "Minori", "Stimati", "Gratuito", "Note")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(_HEADERS, _CELL)), min_size=1, max_size=8))
def test_whatever_stands_in_the_cells_every_row_is_counted_once_and_comes_once(
    lasting: Vault, tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    from openpyxl.utils.exceptions import IllegalCharacterError

    sensible = [
        {**row, "Data": row["Data"] or date(2025, 1, 1), "Casa": "BAR", "Titolo": row["Titolo"] or "T"}
        for row in rows
    ]
    workbook = openpyxl.Workbook()
    workbook.active.append(_HEADERS)
    try:
        for row in sensible:
            workbook.active.append([row[header] for header in _HEADERS])
    except IllegalCharacterError:
        return
    workbook.save(tmp_path / "r.xlsx")
    before = alive(lasting)
    first = import_workbook(lasting, tmp_path / "r.xlsx", kind=Kind.MEETINGS)
    assert first.rows == first.added + first.already + len(first.rejected)
    assert alive(lasting) == before + first.added
    assert all(one.reason for one in first.rejected)
    again = import_workbook(lasting, tmp_path / "r.xlsx", kind=Kind.MEETINGS)
    assert again.added == 0 and alive(lasting) == before + first.added
    for meeting in lasting.query("SELECT * FROM meeting"):
        assert meeting["title"].strip() and meeting["state"] in ("planned", "held")
        assert all(meeting[key] is None or 0 <= meeting[key] <= 9_999 for key in ("adults", "minors"))
