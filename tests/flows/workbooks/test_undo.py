"""An import taken back: nothing of it counts any more, and nothing that someone did afterwards is lost."""

from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.flows.workbooks import import_workbook, imports, undo_import
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.flows.workbooks.conftest import ACCESS, DOTE, LUCIA, PASSPHRASE, PATHWAY, Register, new_vault

CHILDREN = {**ACCESS, "Nascite figli": "2022; 2024"}
COUNTED = ("person", "child", "access", "pathway", "goal", "dote")


def alive(vault: Vault) -> dict[str, int]:
    """How many records of each table count."""
    found = {table: vault.scalar(f"SELECT count(*) FROM {table} WHERE NOT voided") for table in COUNTED}
    return {table: many for table, many in found.items() if many}


def test_an_import_is_remembered_and_taken_back_whole_after_a_restart(
    register: Register, tmp_path: Path
) -> None:
    path = register("accesses", CHILDREN, {**ACCESS, "Nome": "Joy"})
    with new_vault(tmp_path / "casa") as vault:
        outcome = import_workbook(vault, path)
    with open_desk(tmp_path / "casa", LUCIA.name, PASSPHRASE) as vault:
        [made] = imports(vault)
        assert (made.id, made.file, made.added, made.people, made.user) == (
            outcome.import_id, "registro.xlsx", 2, 2, "Lucia",
        )  # fmt: skip
        undone = undo_import(vault, made.id)
        assert (undone.voided, undone.restored, undone.kept) == (6, 0, [])
        assert alive(vault) == {}
        assert people.find(vault, "Fatima") == []
        assert imports(vault)[0].undone_by == "Lucia"
        assert vault.scalar("SELECT action FROM audit ORDER BY n DESC LIMIT 1") == "import.undo"
        with pytest.raises(InvalidValue, match="già stata annullata"):
            undo_import(vault, made.id)


def test_what_was_taken_back_can_come_again(vault: Vault, register: Register) -> None:
    path = register("accesses", CHILDREN, {**ACCESS, "Nome": "Joy"})
    for _ in range(3):
        outcome = import_workbook(vault, path)
        assert (outcome.added, outcome.already, outcome.people) == (2, 0, 2)
        assert alive(vault) == {"person": 2, "child": 2, "access": 2}
        assert import_workbook(vault, path).already == 2
        undo_import(vault, outcome.import_id)
        assert alive(vault) == {}


def test_what_the_desk_did_since_stays(vault: Vault, register: Register) -> None:
    rows = [{**ACCESS, "Nome": name} for name in ("Fatima", "Joy", "Amina", "Sara")]
    outcome = import_workbook(vault, register("accesses", *rows))
    known = {row["name"]: row["id"] for row in vault.query("SELECT id, name FROM person")}
    of = {row["person_id"]: row["id"] for row in vault.query("SELECT id, person_id FROM access")}
    accesses.edit(vault, of[known["Fatima"]], notes="richiamarla")
    people.edit(vault, known["Joy"], phone="333 1")
    accesses.add(vault, Access(house="BAR", on_date=date(2025, 11, 1), person_id=known["Amina"]))
    undone = undo_import(vault, outcome.import_id)
    assert {(one.table, one.id) for one in undone.kept} == {
        ("access", of[known["Fatima"]]),
        ("person", known["Fatima"]),
        ("person", known["Joy"]),
        ("person", known["Amina"]),
    }
    assert alive(vault) == {"person": 3, "access": 2}
    assert all(one.why for one in undone.kept)


def test_blanks_that_it_filled_are_blank_again(vault: Vault, register: Register) -> None:
    born = {"birth_date": date(1990, 3, 12), "surname": "El Amrani", "name": "Fatima", "house": "BAR"}
    her = people.add(vault, Person(**born))
    full = {**ACCESS, "Telefono": "333 1", "Cittadinanza": "Marocco", "Nascite figli": "2022"}
    outcome = import_workbook(vault, register("accesses", full))
    assert people.card(vault, her.id).person.phone == "333 1"
    people.edit(vault, her.id, citizenship="TN")
    undone = undo_import(vault, outcome.import_id)
    card = people.card(vault, her.id)
    assert (card.person.phone, card.person.citizenship, card.children) == ("", "TN", [])
    assert (undone.restored, [one.id for one in undone.kept]) == (1, [her.id])


def test_the_money_of_a_dote_comes_back(vault: Vault, register: Register) -> None:
    rows = ({**DOTE, "Data pagamento": date(2025, 10, 5)}, {**DOTE, "Documento": "F1"})
    before = doti.envelopes(vault)
    outcome = import_workbook(vault, register("doti", *rows))
    assert doti.envelopes(vault) != before
    undo_import(vault, outcome.import_id)
    assert doti.envelopes(vault) == before
    assert alive(vault) == {}
    assert import_workbook(vault, register("doti", *rows)).added == 2


def test_pathways_and_their_goals_go_too(vault: Vault, register: Register) -> None:
    outcome = import_workbook(vault, register("pathways", {**PATHWAY, "Obiettivi": "Nido; Permesso"}))
    assert alive(vault) == {"person": 1, "pathway": 1, "goal": 2}
    undo_import(vault, outcome.import_id)
    assert alive(vault) == {}


def test_a_trial_and_a_file_that_brings_nothing_are_no_imports(vault: Vault, register: Register) -> None:
    path = register("accesses", ACCESS)
    import_workbook(vault, path, dry_run=True)
    assert imports(vault) == []
    import_workbook(vault, path)
    import_workbook(vault, path)
    assert len(imports(vault)) == 1


def test_only_who_may_import_takes_back(vault: Vault, register: Register) -> None:
    outcome = import_workbook(vault, register("accesses", ACCESS))
    with pytest.raises(NotFound):
        undo_import(vault, "nessuna")
    vault.roles = [Role.OPERATOR]
    with pytest.raises(NotAllowed):
        undo_import(vault, outcome.import_id)
