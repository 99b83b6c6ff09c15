"""Registers that are not ours: guessed, matched, remembered; their words mapped; their double rows said."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from millegiorni_desk import cli
from millegiorni_desk.errors import InvalidValue, WorkbookRefused
from millegiorni_desk.flows.workbooks import Kind, Plan, import_workbook, keep_plan, plan_of
from millegiorni_desk.flows.workbooks.foreign import foreign_words
from millegiorni_desk.flows.workbooks.guessing import guess, propose
from millegiorni_desk.flows.workbooks.plan import problems, register_by
from millegiorni_desk.flows.workbooks.reading import titles_of
from millegiorni_desk.flows.workbooks.rows import IN_NOTES
from millegiorni_desk.sheets.reading import read_book
from millegiorni_desk.vault.vault import Vault
from tests.flows.workbooks.conftest import PASSPHRASE, Register, new_vault, rows_of

HOUSE_OWN = "Giorno e ora|Nominativo|C.F.|Cell.|Nazionalità|Motivo accesso|Come ci ha conosciuto|".split("|")
CODE = "LMRFTM90C52Z330X"
ROWS: list[list[Any]] = [
    [datetime(2025, 3, 4, 9, 30), "El Amrani Fatima", CODE, "333 1234567", "Marocco", "Pannolini", "amica", 1],
    [datetime(2025, 3, 4, 10, 0), "De Luca, Anna Maria", "", "011 555666", "Italia", "Casa; Pannolini", "amica", 2],
    [datetime(2025, 3, 5, 0, 0), "Osas Joy", "", "", "Nigeria", "Reddito", "Passaparola", 3],
]  # fmt: skip


def own(tmp_path: Path, *rows: list[Any], name: str = "registro.csv", above: str = "") -> Path:
    """A register of the house's own making, as text."""

    def told(value: Any) -> str:
        return f"{value:%d/%m/%Y %H:%M}" if isinstance(value, datetime) else str(value)

    lines = [above] * bool(above) + [
        ";".join(f'"{told(cell)}"' for cell in row) for row in (HOUSE_OWN, *rows)
    ]
    path = tmp_path / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def plan_for(vault: Vault, path: Path) -> Plan:
    plan = guess(vault, read_book(path))
    for word, code in (("pannolini", "income"), ("amica", "word_of_mouth")):
        key = "needs" if word == "pannolini" else "channel"
        plan = plan.with_meaning(key, word, code)
    return plan


def test_a_register_of_the_houses_own_is_guessed(vault: Vault, tmp_path: Path) -> None:
    plan = guess(vault, read_book(own(tmp_path, *ROWS, above="Sportello di Barrito")))
    assert (plan.kind, plan.header_row) == (Kind.ACCESSES, 2)
    assert {label: target for label, target in plan.columns.items() if target} == {
        "giornoeora": "on_date+at_time",
        "nominativo": "surname+name",
        "cf": "codice_fiscale",
        "cell": "phone",
        "nazionalita": "citizenship",
        "motivoaccesso": "needs",
        "comecihaconosciuto": "channel",
    }
    assert plan.fixed == {"house": "BAR"}


def test_columns_without_a_name_are_known_by_what_stands_in_them(vault: Vault, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(
        "quando è venuta;chi;codice;nata;numero\n"
        "03/03/2025;Rossi;RSSNNA90A41L219D;01/01/1990;333 1234567\n"
        "04/03/2025;Bianchi;BNCLRA85M50L219K;10/08/1985;011 555666\n",
        encoding="utf-8",
    )
    columns = guess(vault, read_book(path), kind=Kind.ACCESSES).columns
    assert columns["quandoevenuta"] == "on_date"
    assert columns["nata"] == "birth_date"
    assert columns["numero"] == "phone"


def test_a_plan_brings_the_register_in(vault: Vault, tmp_path: Path) -> None:
    path = own(tmp_path, *ROWS)
    outcome = import_workbook(vault, path, plan=plan_for(vault, path))
    assert (outcome.added, outcome.people, outcome.rejected) == (3, 3, [])
    first, second, third = sorted(rows_of(vault, "access"), key=lambda row: (row["on_date"], row["at_time"]))
    assert (first["at_time"], first["channel"], json.loads(first["needs"])) == (
        "09:30",
        "word_of_mouth",
        ["income"],
    )
    assert len(json.loads(second["needs"])) == 2
    assert third["at_time"] in ("", "00:00")
    names = {(row["surname"], row["name"]) for row in rows_of(vault, "person")}
    assert names == {("El Amrani", "Fatima"), ("De Luca", "Anna Maria"), ("Osas", "Joy")}


def test_what_was_matched_is_remembered_for_the_next_file(vault: Vault, tmp_path: Path) -> None:
    path = own(tmp_path, *ROWS)
    with pytest.raises(WorkbookRefused):
        import_workbook(vault, path)
    book = read_book(path)
    keep_plan(vault, titles_of(book.sheets[0], 1), plan_for(vault, path))
    assert import_workbook(vault, path).added == 3
    later = own(tmp_path, [datetime(2025, 4, 1, 9, 0), *ROWS[0][1:]], name="aprile.csv", above="Aprile")
    assert propose(vault, read_book(later)).meanings["channel"] == {"amica": "word_of_mouth"}
    assert import_workbook(vault, later).added == 1


def test_a_plan_goes_into_a_file_and_back(vault: Vault, tmp_path: Path) -> None:
    plan = plan_for(vault, own(tmp_path, *ROWS))
    assert plan_of(json.loads(json.dumps(plan.as_json()))) == plan
    for wrong in (
        {},
        [],
        {"kind": "x"},
        {"kind": "accesses", "columns": {"a": "oroscopo"}},
        {"kind": "accesses", "columns": 3},
    ):
        with pytest.raises(InvalidValue):
            plan_of(wrong)


def test_a_plan_says_what_it_lacks(vault: Vault, tmp_path: Path) -> None:
    book = read_book(own(tmp_path, *ROWS))
    titles = titles_of(book.sheets[0], 1)
    plan = guess(vault, book)
    assert problems(plan, titles) == []
    without = Plan(plan.kind, plan.sheet, 1, {**plan.columns, "giornoeora": ""}, {})
    assert problems(without, titles) == [
        "Manca ancora: «Data», «Casa». Scegli una colonna, o un valore uguale per tutte le righe."
    ]
    twice = Plan(plan.kind, plan.sheet, 1, {**plan.columns, "cell": "codice_fiscale"}, plan.fixed)
    assert problems(twice, titles) == ["Due colonne vanno in «Codice fiscale»: lasciane una."]
    with pytest.raises(WorkbookRefused, match="Manca ancora"):
        import_workbook(vault, book, plan=without)


def test_a_plan_for_another_register_is_refused(vault: Vault, register: Register, tmp_path: Path) -> None:
    plan = plan_for(vault, own(tmp_path, *ROWS))
    with pytest.raises(WorkbookRefused, match="non ci sono le colonne"):
        import_workbook(vault, register("accesses", {"Nome": "x"}), plan=plan)


def test_the_words_of_a_register_are_counted_and_guessed(vault: Vault, tmp_path: Path) -> None:
    rows = [*ROWS, [datetime(2025, 3, 6, 9, 0), "Rossi Lucia", "", "", "Maroco", "reditto", "boh", 4]]
    book = read_book(own(tmp_path, *rows))
    words = {
        (one.column.key, one.word): one for one in foreign_words(vault, register_by(guess(vault, book), book))
    }
    assert (words["needs", "Pannolini"].times, words["needs", "Pannolini"].known) == (2, False)
    assert words["needs", "reditto"].code == words["needs", "Reddito"].code != ""
    assert words["citizenship", "Maroco"].code == "MA"
    assert words["citizenship", "Italia"].known
    assert words["channel", "boh"].code == ""


def test_a_word_may_be_left_empty_or_kept_in_the_notes(vault: Vault, tmp_path: Path) -> None:
    path = own(tmp_path, *ROWS)
    plan = (
        plan_for(vault, path)
        .with_meaning("needs", "pannolini", IN_NOTES)
        .with_meaning("channel", "amica", "")
    )
    assert import_workbook(vault, path, plan=plan).rejected == []
    notes = sorted(row["notes"] for row in rows_of(vault, "access"))
    assert notes == ["", "Bisogni: Pannolini", "Bisogni: Pannolini"]


def test_a_fixed_value_must_be_one(vault: Vault, tmp_path: Path) -> None:
    path = own(tmp_path, *ROWS)
    plan = plan_for(vault, path)
    with pytest.raises(InvalidValue, match="Casa"):
        import_workbook(vault, path, plan=Plan(plan.kind, plan.sheet, 1, plan.columns, {"house": "NOPE"}))
    assert vault.scalar("SELECT count(*) FROM access") == 0


def test_rows_that_say_the_same_are_said_or_left_out(vault: Vault, tmp_path: Path) -> None:
    path = own(tmp_path, ROWS[0], ROWS[1], ROWS[0])
    plan = plan_for(vault, path)
    trial = import_workbook(vault, path, plan=plan, dry_run=True)
    assert trial.added == 3
    assert any(
        "stessa cosa della riga 2" in remark.text for remark in trial.warnings if remark.row_number == 4
    )
    once = Plan(plan.kind, plan.sheet, 1, plan.columns, plan.fixed, plan.meanings, once=True)
    outcome = import_workbook(vault, path, plan=once)
    assert (outcome.added, outcome.repeated, outcome.states) == (
        2,
        1,
        {2: "added", 3: "added", 4: "repeated"},
    )


def test_an_access_of_the_same_day_is_said(vault: Vault, tmp_path: Path) -> None:
    path = own(tmp_path, ROWS[0])
    plan = plan_for(vault, path)
    import_workbook(vault, path, plan=plan)
    later = own(tmp_path, [datetime(2025, 3, 4, 16, 0), *ROWS[0][1:]], name="sera.csv")
    outcome = import_workbook(vault, later, plan=plan)
    assert any("ha già un accesso il 04/03/2025" in remark.text for remark in outcome.warnings)


def test_someone_who_is_near_can_be_said_to_be_the_same(vault: Vault, tmp_path: Path) -> None:
    born = [datetime(2025, 3, 4, 9, 30), "El Amrani Fatima", "", "333 1234567", "Marocco", "Casa", "amica", 1]
    path = own(tmp_path, born, [datetime(2025, 3, 9, 9, 0), "El Amrany Fatima", *born[2:]])
    plan = plan_for(vault, path)
    trial = import_workbook(vault, path, plan=plan, dry_run=True)
    [near] = trial.near
    assert (trial.people, near.row_number) == (2, 3)
    outcome = import_workbook(vault, path, plan=plan, same_as={near.new_id: near.other_id})
    assert (outcome.people, outcome.near) == (1, [])


def test_a_list_of_people_makes_cards_only(vault: Vault, register: Register) -> None:
    card = {"Casa": "BAR", "Cognome": "El Amrani", "Nome": "Fatima", "Data di nascita": date(1990, 3, 12)}
    path = register("people", card, {**card, "Telefono": "333 1234567"}, {**card, "Nome": "Joy"})
    outcome = import_workbook(vault, path)
    assert (outcome.kind, outcome.added, outcome.people) == (Kind.PEOPLE, 3, 2)
    assert vault.scalar("SELECT count(*) FROM access") == 0
    assert vault.scalar("SELECT phone FROM person WHERE name = 'Fatima'") == "333 1234567"
    again = import_workbook(vault, path)
    assert (again.added, again.already, again.import_id) == (0, 3, "")


def test_the_command_line_takes_a_plan_from_a_file_and_knows_it_no_other_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    path = own(tmp_path, *ROWS)
    with new_vault(tmp_path / "casa") as vault:
        plan = plan_for(vault, path)
    (tmp_path / "frase").write_text(PASSPHRASE, encoding="utf-8")
    monkeypatch.setenv("MILLEGIORNI_PASSPHRASE_FILE", str(tmp_path / "frase"))
    monkeypatch.setenv("MILLEGIORNI_USER", "lucia")
    mapping = tmp_path / "abbinamento.json"
    command = ["import", str(tmp_path / "casa"), str(path)]
    for wrong in ("", "{}", "[1"):
        mapping.write_text(wrong, encoding="utf-8")
        assert cli.run([*command, "--mapping", str(mapping)]) == 1
    mapping.write_text(json.dumps(plan.as_json()), encoding="utf-8")
    assert cli.run([*command, "--mapping", str(mapping), "--dry-run"]) == 0
    assert cli.run(command) == 1
    assert cli.run([*command, "--mapping", str(mapping)]) == 0
    assert "3 aggiunte" in capfd.readouterr().out
