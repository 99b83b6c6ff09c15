"""Closing with its outcome and last ratings, opening again, and the story told of it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.pathways import service
from millegiorni_desk.areas.pathways.records import Pathway
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.network.service import fold
from millegiorni_desk.vault.vault import Vault

DAY = date(2025, 9, 1)


def test_closing_is_one_save_and_taken_back_whole(desk: Vault, open_one: Callable[..., Pathway]) -> None:
    pathway = open_one()
    before = desk.scalar("SELECT count(*) FROM audit")
    closed = service.close(
        desk,
        pathway.id,
        DAY,
        "Ha trovato casa",
        "reached",
        {"woman": {"home": 8}, "case_manager": {"home": 7}},
    )
    assert desk.scalar("SELECT count(*) FROM audit") == before + 1
    held = service.file(desk, pathway.id)
    assert (held.pathway.closed_on, held.pathway.ended_as) == (DAY, "reached")
    assert [(r.rated_by, r.score, r.moment) for r in held.wellbeing] == [
        ("woman", 8, "closing"),
        ("case_manager", 7, "closing"),
    ]
    service.reopen(desk, closed)
    held = service.file(desk, pathway.id)
    assert (held.pathway.closed_on, held.pathway.ended_as, held.pathway.outcome) == (None, "", "")
    assert held.wellbeing == []


def test_a_closing_that_is_refused_changes_nothing(desk: Vault, open_one: Callable[..., Pathway]) -> None:
    pathway = open_one()
    for on, ended_as, ratings in (
        (date(2024, 1, 1), "reached", None),
        (date.today() + timedelta(1), "reached", None),
        (DAY, "elsewhere", None),
        (DAY, "reached", {"woman": {"home": 12}}),
    ):
        with pytest.raises(InvalidValue):
            service.close(desk, pathway.id, on, "parole", ended_as, ratings)
    held = service.file(desk, pathway.id).pathway
    assert (held.closed_on, held.outcome, held.ended_as) == (None, "", "")


def test_a_pseudonym_is_proposed_and_is_nobodys_name(desk: Vault, open_one: Callable[..., Pathway]) -> None:
    pathway = open_one()
    name = service.propose_name(desk, pathway.id)
    assert name == service.propose_name(desk, pathway.id)
    assert fold(name) not in ("fatima", "idrissi", "yassin")


@pytest.mark.parametrize(
    ("story", "name", "field"),
    [
        ("FATIMA arriva in primavera.", "Alba", "story"),
        ("Alba arriva con Yassin.", "Alba", "story"),
        ("Alba arriva in primavera.", "Fatima", "story_name"),
        ("Alba arriva in primavera.", "", "story_name"),
        ("x" * 1501, "Alba", "story"),
    ],
)
def test_a_story_never_tells_her_name(
    desk: Vault, open_one: Callable[..., Pathway], story: str, name: str, field: str
) -> None:
    pathway = open_one()
    with pytest.raises(InvalidValue) as refused:
        service.tell_story(desk, pathway.id, story, name)
    assert refused.value.field == field
    assert service.file(desk, pathway.id).pathway.story == ""


def test_a_consent_is_to_a_story_that_is_there(desk: Vault, open_one: Callable[..., Pathway]) -> None:
    pathway = open_one()
    with pytest.raises(InvalidValue):
        service.tell_story(desk, pathway.id, "", "", DAY)
    told = service.tell_story(desk, pathway.id, "Alba arriva in primavera.", "Alba", DAY)
    assert (told.story_name, told.story_consent_on) == ("Alba", DAY)
