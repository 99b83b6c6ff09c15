from datetime import date

from millegiorni_desk.areas.pathways import service as pathways
from millegiorni_desk.flows.workbooks import import_workbook
from millegiorni_desk.vault.vault import Vault
from tests.flows.workbooks.conftest import ACCESS, PATHWAY, Register, rows_of, synced

FULL = {
    **PATHWAY,
    "Chiusura": date(2025, 10, 30),
    "Case manager": "Marta",
    "Genere": "F",
    "Cittadinanza": "MA",
    "Figli minori": 3,
    "Fragilità": "Disoccupazione; care_load",
    "Richiesta principale": "Difficoltà economica",
    "Inviante": "Consultorio di via Silvio Pellico",
    "Obiettivi": "Nido; Permesso di soggiorno",
    "Data valutazione": date(2025, 9, 3),
    "Nucleo familiare": "Sola con tre figli",
    "Risorse": "Una sorella vicina",
    "Desideri": "Imparare l'italiano",
    "Ore": 37.5,
    "Area delle ore": "Salute materno-infantile",
    "Specialista": "Ostetrica",
    "Come si è chiuso": "Obiettivi raggiunti in parte",
    "Esito": "Concluso",
    "Note": "una nota\nsu due righe",
}


def test_every_column_of_a_pathway_arrives(vault: Vault, register: Register) -> None:
    outcome = import_workbook(vault, register("pathways", FULL))
    assert (outcome.added, outcome.people, outcome.warnings) == (1, 1, [])
    [row] = rows_of(vault, "pathway")
    file = pathways.file(vault, row["id"])
    opened = file.pathway
    assert (opened.opened_on, opened.closed_on) == (date(2025, 9, 1), date(2025, 10, 30))
    assert (opened.case_manager, opened.minors, opened.referrer) == (
        "Marta",
        3,
        "Consultorio di via Silvio Pellico",
    )
    assert (opened.fragilities, opened.outcome) == (["unemployment", "care_load"], "Concluso")
    assert opened.notes == "una nota\nsu due righe"
    assert [goal.title for goal in sorted(file.goals, key=lambda goal: goal.title)] == [
        "Nido",
        "Permesso di soggiorno",
    ]
    assert (opened.assessed_on, opened.household, opened.resources, opened.wishes, opened.ended_as) == (
        date(2025, 9, 3), "Sola con tre figli", "Una sorella vicina", "Imparare l'italiano", "partly",
    )  # fmt: skip
    done = sorted(file.interventions, key=lambda one: one.minutes or 0)
    assert [(one.minutes, one.area, one.profession, one.kind) for one in done] == [
        (13 * 60 + 30, "health", "midwife", "consultation"),
        (24 * 60, "health", "midwife", "consultation"),
    ]
    assert {one.on_date for one in done} == {date(2025, 10, 30)}
    assert (file.person.surname, file.person.citizenship) == ("El Amrani", "MA")


def test_a_pathway_finds_the_woman_the_accesses_brought(vault: Vault, register: Register) -> None:
    import_workbook(vault, register("accesses", ACCESS))
    assert import_workbook(vault, register("pathways", PATHWAY)).people == 0
    assert rows_of(vault, "pathway")[0]["person_id"] == rows_of(vault, "access")[0]["person_id"]


def test_importing_twice_on_two_desks_changes_nothing(
    vault: Vault, other_desk: Vault, register: Register
) -> None:
    path = register("pathways", FULL, {**PATHWAY, "Nome": "Amina"})
    for desk in (vault, other_desk):
        assert import_workbook(desk, path).added == 2
    before = synced(vault)
    assert import_workbook(vault, path).already == 2
    assert synced(vault) == before == synced(other_desk)


def test_a_pathway_needs_a_name_and_an_order_of_days(vault: Vault, register: Register) -> None:
    nobody = {**PATHWAY, "Cognome": "", "Nome": ""}
    backwards = {**PATHWAY, "Chiusura": date(2025, 8, 1)}
    outcome = import_workbook(vault, register("pathways", nobody, backwards, PATHWAY))
    assert outcome.added == 1
    assert [one.reason for one in outcome.rejected] == [
        "Cognome e Nome: mancano tutti e due.",
        "La chiusura viene prima dell'apertura.",
    ]


def test_hours_say_where_they_belong_and_are_compared(vault: Vault, register: Register) -> None:
    nowhere = {**FULL, "Area delle ore": ""}
    [rejected] = import_workbook(vault, register("pathways", nowhere)).rejected
    assert rejected.reason.startswith("Area delle ore: manca.")
    assert import_workbook(vault, register("pathways", FULL)).added == 1
    for hours in (12, 80):
        [rejected] = import_workbook(vault, register("pathways", {**FULL, "Ore": hours})).rejected
        assert rejected.reason.startswith("già importata con altri valori: Ore.")
    assert import_workbook(vault, register("pathways", {**FULL, "Ore": "37:30"})).already == 1


def test_a_pathway_that_differs_now_is_rejected(vault: Vault, register: Register) -> None:
    import_workbook(vault, register("pathways", FULL))
    outcome = import_workbook(
        vault, register("pathways", {**FULL, "Esito": "Sospeso", "Obiettivi": "Nido; Lavoro"})
    )
    [rejected] = outcome.rejected
    assert rejected.reason.startswith("già importata con altri valori: Esito, Obiettivi.")
