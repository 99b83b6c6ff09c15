"""One history of what she answered on her card and at her accesses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import answers
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Answer, Person
from millegiorni_desk.flows import answers_over_time
from millegiorni_desk.vault.opening import FirstUser, Place
from millegiorni_desk.vault.permissions import Role
from millegiorni_desk.vault.vault import Vault
from tests.new_vaults import new_vault


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    lucia = FirstUser("lucia", "Lucia", (Role.OPERATOR,), "cinque parole a caso qui")
    with new_vault(tmp_path / "barrito", Place("BAR", 2), lucia) as made:
        yield made


def test_accesses_are_read_and_not_copied(vault: Vault) -> None:
    joy = people.add(vault, Person(house="", name="Joy"))
    first = accesses.add(
        vault, Access(house="", on_date=date(2025, 1, 10), person_id=joy.id, adi="applied", in_care="no")
    )
    accesses.add(vault, Access(house="", on_date=date(2025, 3, 1), person_id=joy.id, adi="unknown"))
    card = Answer(
        house="", person_id="", kind="adi", value="yes", on_date=date(2025, 2, 1), until=date(2026, 7, 31)
    )
    answers.add(vault, joy.id, card)
    told = answers_over_time.history(vault, joy.id)
    assert [(one.kind, one.value, one.access_id) for one in told] == [
        ("adi", "yes", ""), ("in_care", "no", first.id), ("adi", "applied", first.id),
    ]  # fmt: skip
    assert answers_over_time.standing(vault, joy.id, date(2025, 1, 31))["adi"].value == "applied"
    held = answers_over_time.standing(vault, joy.id, date(2026, 8, 1))
    assert held["adi"].value == "yes" and held["adi"].expired(date(2026, 8, 1))
    assert held["in_care"].value == "no"
    accesses.void(vault, first.id)
    assert [one.kind for one in answers_over_time.history(vault, joy.id)] == ["adi"]
    assert vault.scalar("SELECT count(*) FROM person_answer") == 1
