"""Decisions: open while somebody has to carry them out, for every desk to read."""

from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.coordination import decisions
from millegiorni_desk.areas.coordination.records import ProjectDecision
from millegiorni_desk.errors import InvalidValue, NotAllowed
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault

DAY = date.today() - timedelta(days=10)


def decided(title: str = "Un solo modulo", **facts: object) -> ProjectDecision:
    return ProjectDecision(**{"on_date": DAY, "title": title, **facts})


def test_open_is_what_somebody_has_to_carry_out_the_first_due_first(vault: Vault) -> None:
    later = decisions.add(vault, decided("poi", responsible="Barrito", due_on=DAY + timedelta(days=9)))
    decisions.add(vault, decided("si sa"))
    decisions.add(vault, decided("senza termine", responsible="Irene"))
    first = decisions.add(vault, decided("prima", due_on=DAY + timedelta(days=1)))
    assert [one.title for one in decisions.page(vault, 0, 9, open_only=True)] == [
        "prima",
        "poi",
        "senza termine",
    ]
    assert decisions.count(vault) == 4 and decisions.count(vault, open_only=True) == 3
    decisions.done(vault, first.id)
    assert [one.title for one in decisions.page(vault, 0, 1, open_only=True)] == [later.title]
    decisions.undone(vault, first.id)
    assert decisions.count(vault, open_only=True) == 3
    decisions.void(vault, first.id)
    assert decisions.count(vault) == 3


def test_who_was_there_is_kept_once_and_who_wrote_it(vault: Vault) -> None:
    made = decisions.add(vault, decided(present=[" Irene ", "", "Marta  Rossi", "Irene"]))
    assert made.present == ["Irene", "Marta Rossi"] and made.author == "Marta"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"title": " "}, "title"), ({"on_date": date.max}, "on_date"), ({"due_on": date(2000, 1, 1)}, "due_on"),
     ({"done_on": date(2000, 1, 1)}, "done_on")],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(vault: Vault, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidValue) as told:
        decisions.add(vault, decided(**{"title": "Un solo modulo", **wrong}))
    assert told.value.field == field


def test_a_house_reads_and_does_not_write(vault: Vault) -> None:
    made = decisions.add(vault, decided(responsible="Barrito"))
    vault.house, vault.roles = "BAR", [Role.CASE_MANAGER]
    assert decisions.decision(vault, made.id).title == made.title and decisions.count(vault) == 1
    for write in (lambda: decisions.done(vault, made.id), lambda: decisions.edit(vault, made.id, title="x")):
        with pytest.raises(NotAllowed):
            write()
