from datetime import date

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.flows.workbooks import Outcome, import_workbook
from millegiorni_desk.vault.vault import Vault
from tests.flows.workbooks.conftest import ACCESS, Register, rows_of, synced

CODE = "LMRFTM90C52Z330X"


def said(outcome: Outcome) -> str:
    return "\n".join(map(str, outcome.warnings))


def later(**cells: object) -> dict[str, object]:
    return {**ACCESS, "Data": date(2025, 10, 10), **cells}


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"Cognome": "AMRANI EL", "Nome": "fàtima"},
        {"Cognome": "Fatima", "Nome": "El Amrani"},
        {"Codice fiscale": CODE, "Cognome": "El Amrani Bennani", "Data di nascita": 1990},
    ],
    ids=["as before", "spelt otherwise", "columns swapped", "by her codice fiscale"],
)
def test_the_same_woman_has_one_card(vault: Vault, register: Register, again: dict[str, object]) -> None:
    first = {**ACCESS, "Codice fiscale": CODE if "Codice fiscale" in again else ""}
    outcome = import_workbook(vault, register("accesses", first, later(**again)))
    assert outcome.added == 2 and outcome.people == 1
    [person] = rows_of(vault, "person")
    assert {access["person_id"] for access in rows_of(vault, "access")} == {person["id"]}


@pytest.mark.parametrize(
    "other",
    [
        {"Data di nascita": date(1990, 3, 13)},
        {"Data di nascita": 1990},
        {"Nome": "Fatma"},
        {"Codice fiscale": "LMRFTM91C52Z330Y"},
    ],
    ids=["another day", "year only", "another spelling", "another codice fiscale"],
)
def test_who_only_resembles_her_gets_a_card_and_is_pointed_out(
    vault: Vault, register: Register, other: dict[str, object]
) -> None:
    first = {**ACCESS, "Telefono": "333 1234567", "Codice fiscale": CODE if "Codice fiscale" in other else ""}
    outcome = import_workbook(vault, register("accesses", first, later(Telefono="3331234567", **other)))
    assert outcome.people == 2
    if "Codice fiscale" not in other:
        assert "è forse già nota: El Amrani Fatima" in said(outcome)
        assert [remark.row_number for remark in outcome.warnings if "forse" in remark.text] == [3]


def test_a_woman_who_has_a_card_keeps_it_and_its_blanks_are_filled(vault: Vault, register: Register) -> None:
    known = people.add(
        vault,
        Person(
            house="BAR",
            surname="El Amrani",
            name="Fatima",
            birth_date=date(1990, 3, 12),
            phone="011 22334455",
        ),
    )
    outcome = import_workbook(
        vault,
        register(
            "accesses",
            {**ACCESS, "Telefono": "3331234567", "Indirizzo": "Via Baltea 3", "Codice fiscale": CODE},
        ),
    )
    [person] = rows_of(vault, "person")
    assert person["id"] == known.id and outcome.people == 0
    assert (person["phone"], person["address"], person["codice_fiscale"]) == (
        "011 22334455",
        "Via Baltea 3",
        CODE,
    )
    assert (
        "Telefono: nel registro «3331234567», nella scheda di El Amrani Fatima, 12/03/1990 «011 22334455»"
        in said(outcome)
    )


def test_a_codice_fiscale_that_fails_is_kept_and_said_once(vault: Vault, register: Register) -> None:
    outcome = import_workbook(vault, register("accesses", {**ACCESS, "Codice fiscale": "LMRFTM90C52Z330A"}))
    assert outcome.added == 1
    assert rows_of(vault, "person")[0]["codice_fiscale"] == "LMRFTM90C52Z330A"
    [remark] = [remark for remark in outcome.warnings if "codice fiscale" in remark.text]
    assert "non supera il controllo: l'ho tenuto com'è scritto" in remark.text and remark.row_number == 2


def test_a_codice_fiscale_that_disagrees_with_the_row_is_said(vault: Vault, register: Register) -> None:
    row = {**ACCESS, "Codice fiscale": CODE, "Data di nascita": date(1991, 3, 12), "Genere": "Uomo"}
    outcome = import_workbook(vault, register("accesses", row))
    assert "non va d'accordo con: data di nascita, genere" in said(outcome)


def test_one_codice_fiscale_under_two_names_makes_two_cards(vault: Vault, register: Register) -> None:
    rows = (
        {**ACCESS, "Codice fiscale": CODE},
        later(**{"Codice fiscale": CODE, "Cognome": "Rossi", "Nome": "Maria"}),
    )
    outcome = import_workbook(vault, register("accesses", *rows))
    assert outcome.people == 2
    assert "il codice fiscale è già nella scheda di El Amrani Fatima" in said(outcome)


def test_two_names_alone_are_one_woman_a_single_name_is_not(vault: Vault, register: Register) -> None:
    full = {**ACCESS, "Data di nascita": None}
    single = {**full, "Cognome": ""}
    outcome = import_workbook(
        vault, register("accesses", full, {**full, "Ora": "11:00"}, single, {**single, "Ora": "11:00"})
    )
    assert outcome.added == 4 and outcome.people == 3
    before = synced(vault)
    assert import_workbook(vault, register("accesses", full, {**full, "Ora": "11:00"}, single)).already == 3
    assert synced(vault) == before


def test_children_are_added_once_a_year_stands_for_one_born_in_it(vault: Vault, register: Register) -> None:
    rows = (
        {**ACCESS, "Nascite figli": "05/06/2019; 01/02/2024; 01/02/2024"},
        later(**{"Nascite figli": "2019; 2022"}),
        later(**{"Nascite figli": "01/02/2024", "Ora": "12:00"}),
    )
    import_workbook(vault, register("accesses", *rows))
    births = sorted((child["birth_date"], child["birth_precision"]) for child in rows_of(vault, "child"))
    assert births == [
        ("2019-06-05", "day"),
        ("2022-01-01", "year"),
        ("2024-02-01", "day"),
        ("2024-02-01", "day"),
    ]


def test_a_child_taken_off_the_card_stays_off(vault: Vault, register: Register) -> None:
    import_workbook(vault, register("accesses", {**ACCESS, "Nascite figli": "2022"}))
    [child] = rows_of(vault, "child")
    people.edit_child(vault, child["id"], voided=True)
    import_workbook(vault, register("accesses", later(**{"Nascite figli": "2022"})))
    assert [child["voided"] for child in rows_of(vault, "child")] == [1]


def test_a_card_taken_away_is_not_used_again(vault: Vault, register: Register) -> None:
    import_workbook(vault, register("accesses", ACCESS))
    [person] = rows_of(vault, "person")
    people.edit(vault, person["id"], voided=True)
    outcome = import_workbook(vault, register("accesses", ACCESS, later()))
    assert (outcome.already, outcome.added, outcome.people) == (1, 1, 1)
    assert sorted(row["voided"] for row in rows_of(vault, "person")) == [0, 1]


def test_a_card_corrected_by_hand_is_still_hers(vault: Vault, register: Register) -> None:
    import_workbook(vault, register("accesses", ACCESS))
    [person] = rows_of(vault, "person")
    people.edit(vault, person["id"], name="Fatima Zahra")
    assert import_workbook(vault, register("accesses", later())).people == 0
    assert [access["person_id"] for access in rows_of(vault, "access")] == [person["id"]] * 2


def test_a_due_date_that_comes_later_is_the_one_kept(vault: Vault, register: Register) -> None:
    import_workbook(
        vault,
        register(
            "accesses",
            {**ACCESS, "Data presunta parto": date(2026, 2, 20)},
            later(**{"Data presunta parto": date(2026, 3, 1)}),
            later(**{"Data presunta parto": date(2024, 3, 1), "Ora": "12:00"}),
        ),
    )
    assert rows_of(vault, "person")[0]["due_date"] == "2026-03-01"
