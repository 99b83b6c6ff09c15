from datetime import date, time
from typing import Any

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.errors import InvalidValue, NotAllowed, WorkbookRefused
from millegiorni_desk.flows.workbooks import Kind, Outcome, import_workbook, remember
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.flows.workbooks.conftest import ACCESS, Register, rows_of, synced

FULL = {
    **ACCESS,
    "Ora": time(9, 30),
    "Operatore": "Marta",
    "Genere": "donna",
    "Cittadinanza": "marocchina",
    "Paese di nascita": "MAROCCO",
    "Telefono": 3331234567,
    "Indirizzo": "Via Baltea 3",
    "Lingua": "Arabo",
    "In gravidanza": "sì",
    "Data presunta parto": date(2026, 2, 20),
    "Figli minori": 2,
    "Nascite figli": "05/06/2019; 2023",
    "Canale": "word_of_mouth",
    "Bisogni": "Gravidanza; income ; Gravidanza",
    "Attività": "ascolto",
    "Inviata a": "Ufficio Pio / Traguardi;ASL",
    "In carico ai servizi": "No",
    "ADI": "n.d.",
    "Durata minuti": "40 min",
    "Note": "porta il certificato",
}


def counts(outcome: Outcome) -> tuple[int, int, int]:
    assert outcome.rows == outcome.added + outcome.already + len(outcome.rejected)
    return outcome.added, outcome.already, len(outcome.rejected)


def reasons(outcome: Outcome) -> dict[int, str]:
    return {one.row_number: one.reason for one in outcome.rejected}


def test_every_column_of_an_access_arrives(vault: Vault, register: Register) -> None:
    path = register("accesses", FULL)
    outcome = import_workbook(vault, path)
    assert counts(outcome) == (1, 0, 0) and outcome.people == 1 and outcome.warnings == []
    [access], [person] = rows_of(vault, "access"), rows_of(vault, "person")
    expected: dict[str, Any] = {
        "on_date": "2025-10-03", "at_time": "09:30", "house": "BAR", "operator": "Marta", "channel": "word_of_mouth",
        "needs": '["pregnancy","income"]', "activities": '["listening"]', "referred_to": '["ufficio_pio","asl"]',
        "in_care": "no", "adi": "unknown", "pregnant": "yes", "due_date": "2026-02-20", "minors": 2, "language": "ar",
        "minutes": 40, "notes": "porta il certificato", "person_id": person["id"],
    }  # fmt: skip
    assert {key: access[key] for key in expected} == expected
    expected = {
        "surname": "El Amrani", "name": "Fatima", "birth_date": "1990-03-12", "birth_precision": "day", "gender": "F",
        "citizenship": "MA", "birth_country": "MA", "phone": "3331234567", "address": "Via Baltea 3", "language": "ar",
        "due_date": "2026-02-20", "house": "BAR",
    }  # fmt: skip
    assert {key: person[key] for key in expected} == expected
    children = {
        (child["birth_date"], child["birth_precision"], child["person_id"])
        for child in rows_of(vault, "child")
    }
    assert children == {("2019-06-05", "day", person["id"]), ("2023-01-01", "year", person["id"])}


def test_what_tells_of_violence_is_sealed_as_it_comes_in(vault: Vault, register: Register) -> None:
    path = register("accesses", {**FULL, "Bisogni": "Violenza; Casa", "Note": "non tornare a casa"})
    assert counts(import_workbook(vault, path)) == (1, 0, 0)
    [access] = rows_of(vault, "access")
    assert (access["needs"], access["activities"], access["notes"]) == ("[]", "[]", "")
    assert accesses.visit(vault, access["id"]).access.notes == "non tornare a casa"
    again = import_workbook(vault, path)
    assert counts(again) == (0, 1, 0) and again.warnings == []


def test_importing_twice_changes_nothing(vault: Vault, register: Register) -> None:
    path = register("accesses", FULL, ACCESS, ACCESS, {**ACCESS, "Cognome": "", "Nome": ""})
    assert counts(import_workbook(vault, path)) == (4, 0, 0)
    before = synced(vault)
    again = import_workbook(vault, path)
    assert counts(again) == (0, 4, 0) and again.people == 0
    assert synced(vault) == before


def test_two_desks_of_a_house_make_the_same_records(
    vault: Vault, other_desk: Vault, register: Register
) -> None:
    path = register("accesses", FULL, ACCESS, {**ACCESS, "Casa": "BAR", "Cognome": "", "Nome": ""})
    import_workbook(vault, path)
    import_workbook(other_desk, path)
    assert synced(vault) == synced(other_desk)


def test_one_bad_row_undoes_no_other(vault: Vault, register: Register) -> None:
    rows = [
        ACCESS,
        {**ACCESS, "Data": "31/02/2025"},
        {**ACCESS, "Data": None},
        {**ACCESS, "Bisogni": "Gravidanza; Astrologia"},
        {**ACCESS, "Durata minuti": 5_000},
        {**ACCESS, "Note": "=SOMMA(A1:A9)"},
        {**ACCESS, "Ora": "11:00"},
    ]
    outcome = import_workbook(vault, register("accesses", *rows))
    assert counts(outcome) == (2, 0, 5)
    found = reasons(outcome)
    assert found[3] == "Data: il 31 febbraio 2025 non esiste."
    assert found[4] == "Data: manca."
    assert "Bisogni: «Astrologia» non è tra: Gravidanza" in found[5]
    assert "minuti" in found[6]
    assert found[7] == "Note: contiene una formula: =SOMMA(A1:A9) — scrivi il valore."
    assert len(rows_of(vault, "person")) == 1, "a row that fails leaves no card behind"


def test_every_problem_of_a_row_is_told_at_once(vault: Vault, register: Register) -> None:
    row = {**ACCESS, "Data": "boh", "Casa": "Atlantide", "Ora": "presto", "Cittadinanza": "Atlantide"}
    [reason] = reasons(import_workbook(vault, register("accesses", row))).values()
    for part in ("Data: «boh»", "Casa: «Atlantide»", "Ora: «presto»", "Cittadinanza: non conosco il paese"):
        assert part in reason


def test_thousands_of_rows_of_rubbish_are_each_rejected(vault: Vault, register: Register) -> None:
    outcome = import_workbook(
        vault, register("accesses", *({"Data": f"x{n}", "Casa": n, "Note": n} for n in range(2_500)))
    )
    assert counts(outcome) == (0, 0, 2_500)
    assert rows_of(vault, "access") == []


def test_an_imported_row_whose_cells_change_is_rejected(vault: Vault, register: Register) -> None:
    import_workbook(vault, register("accesses", {**ACCESS, "Bisogni": "Casa", "Durata minuti": 20}))
    before = synced(vault)
    changed = {**ACCESS, "Bisogni": "Lavoro", "Durata minuti": 20, "Note": "nuova", "Telefono": "333 1234567"}
    outcome = import_workbook(vault, register("accesses", changed))
    [reason] = reasons(outcome).values()
    assert reason.startswith("già importata con altri valori: Bisogni, Note, Telefono.")
    assert synced(vault) == before


def test_a_cell_left_empty_later_says_nothing(vault: Vault, register: Register) -> None:
    import_workbook(vault, register("accesses", {**ACCESS, "Bisogni": "Casa"}))
    assert counts(import_workbook(vault, register("accesses", ACCESS))) == (0, 1, 0)


def test_without_names_an_access_is_anonymous_and_keeps_what_was_said(
    vault: Vault, register: Register
) -> None:
    nobody = {"Data": date(2025, 10, 3), "Casa": "BAR"}
    outcome = import_workbook(
        vault,
        register(
            "accesses",
            nobody,
            nobody,
            {**nobody, "Genere": "Donna", "Data di nascita": 1990, "Note": "fretta"},
        ),
    )
    assert counts(outcome) == (3, 0, 0) and rows_of(vault, "person") == []
    accesses = rows_of(vault, "access")
    assert all(access["person_id"] is None for access in accesses)
    assert sorted(access["notes"] for access in accesses)[2] == (
        "fretta\nDal registro — Data di nascita: 1990; Genere: F"
    )
    assert any("resta anonimo" in str(remark) and remark.row_number == 4 for remark in outcome.warnings)


def test_an_empty_channel_is_said(vault: Vault, register: Register) -> None:
    outcome = import_workbook(vault, register("accesses", ACCESS, {**ACCESS, "Canale": "Passaparola"}))
    assert "Canale: manca in 1 riga importata, contata come accesso diretto." in map(str, outcome.warnings)


def test_a_desk_refuses_rows_of_other_houses_and_the_coordination_takes_them(
    vault: Vault, coordination: Vault, register: Register
) -> None:
    path = register("accesses", ACCESS, {**ACCESS, "Casa": "san salvario"})
    outcome = import_workbook(vault, path)
    assert counts(outcome) == (1, 0, 1)
    assert "la riga è di San Salvario: questa postazione importa solo per la sua casa" in reasons(outcome)[3]
    assert counts(import_workbook(coordination, path)) == (2, 0, 0)
    assert {row["house"] for row in rows_of(coordination, "person")} == {"BAR", "SAL"}


def test_a_trial_run_says_the_same_and_keeps_nothing(vault: Vault, register: Register) -> None:
    path = register("accesses", FULL, ACCESS, {**ACCESS, "Data": "boh"})
    before, audit = synced(vault), vault.scalar("SELECT count(*) FROM audit")
    trial = import_workbook(vault, path, dry_run=True)
    assert synced(vault) == before and vault.scalar("SELECT count(*) FROM audit") == audit
    real = import_workbook(vault, path)
    assert counts(trial) == counts(real) and reasons(trial) == reasons(real) and trial.people == real.people
    assert trial.lines()[0].endswith(
        ": 3 righe lette, 2 si aggiungerebbero, 0 già presenti, 1 rifiutata; persone nuove: 1."
    )
    assert "2 aggiunte" in real.lines()[0]


def test_stopping_half_way_writes_nothing(vault: Vault, register: Register) -> None:
    rows = [
        {**ACCESS, "Ora": f"{n // 60 % 24}:{n % 60:02}", "Data": date(2025, 1 + n // 1_440, 1)}
        for n in range(2_300)
    ]
    path = register("accesses", *rows)
    told: list[tuple[int, int]] = []
    stopped = import_workbook(
        vault,
        path,
        progress=lambda done, total, text: told.append((done, total)),
        cancelled=lambda: bool(told),
    )
    assert told == [(2_000, 2_300)]
    assert stopped.stopped and "non ho scritto nulla" in stopped.lines()[0]
    assert vault.scalar("SELECT count(*) FROM access") == vault.scalar("SELECT count(*) FROM person") == 0
    assert counts(import_workbook(vault, path)) == (2_300, 0, 0)


def test_only_who_may_import_imports(vault: Vault, register: Register) -> None:
    vault.roles = [Role.OPERATOR]
    with pytest.raises(NotAllowed):
        import_workbook(vault, register("accesses", ACCESS))


def test_the_kind_asked_for_must_be_the_kind_found(vault: Vault, register: Register) -> None:
    with pytest.raises(WorkbookRefused, match="Mancano le colonne «Data impegno»"):
        import_workbook(vault, register("accesses", ACCESS), kind=Kind.DOTI)


def test_headers_of_another_register_are_remembered(vault: Vault, register: Register) -> None:
    other = {
        "Giorno del colloquio": date(2025, 10, 3),
        "Sportello": "BAR",
        "Cognome": "El Amrani",
        "Nome": "Fatima",
    }
    path = register("accesses", other, headers=list(other))
    with pytest.raises(WorkbookRefused, match="Mancano le colonne «Data», «Casa»"):
        import_workbook(vault, path)
    remember(vault, Kind.ACCESSES, {"giorno del colloquio": "Data", "SPORTELLO": "Casa"})
    assert counts(import_workbook(vault, path)) == (1, 0, 0)
    with pytest.raises(WorkbookRefused, match="due colonne con lo stesso nome: «Data»"):
        import_workbook(vault, register("accesses", {**other, "Data": None}, headers=[*other, "Data"]))
    remember(vault, Kind.ACCESSES, {"Sportello": ""})
    with pytest.raises(WorkbookRefused, match="Manca la colonna «Casa»"):
        import_workbook(vault, path)
    with pytest.raises(InvalidValue, match="Oroscopo"):
        remember(vault, Kind.ACCESSES, {"Segno": "Oroscopo"})
