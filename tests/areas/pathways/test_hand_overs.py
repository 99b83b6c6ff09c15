"""Handing a pathway over: offered, accepted or not, and with her consent to another house."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from millegiorni_desk.areas.pathways import hand_overs, service
from millegiorni_desk.areas.pathways.records import HandOver, Pathway
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.privacy import consents
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound
from millegiorni_desk.flows import handing_over
from millegiorni_desk.flows.desk import open_desk
from millegiorni_desk.vault.vault import Vault
from tests.areas.pathways.conftest import SECRET

TODAY = date.today()


def offer(pathway: Pathway, **known: Any) -> HandOver:
    return HandOver(**{"house": "", "pathway_id": pathway.id, "on_date": TODAY, **known})


def who(vault: Vault, pathway: Pathway) -> str:
    return service.file(vault, pathway.id).pathway.case_manager


def test_a_colleague_accepts_and_follows_it_from_then_on(
    folder: Path, lucia: Vault, pathway: Pathway
) -> None:
    made = hand_overs.propose(lucia, offer(pathway, to_manager="Rosa", reason="cambio turno"))
    assert (made.from_manager, made.house, made.state) == ("Lucia", "BAR", "proposed")
    with pytest.raises(NotAllowed, match="Risponde Rosa"):
        hand_overs.accept(lucia, made.id)
    assert who(lucia, pathway) == "Lucia"
    lucia.close()
    with open_desk(folder, "rosa", SECRET) as rosa:
        kept = hand_overs.accept(rosa, made.id)
        assert (kept.state, kept.answered_by, kept.answered_on) == ("accepted", "Rosa", TODAY)
        assert who(rosa, pathway) == "Rosa"
        hand_overs.reopen(rosa, made.id)
        assert who(rosa, pathway) == "Lucia"
        declined = hand_overs.decline(rosa, made.id)
        assert (declined.state, who(rosa, pathway)) == ("declined", "Lucia")
        with pytest.raises(InvalidValue):
            hand_overs.accept(rosa, made.id)


def test_one_offer_at_a_time_and_it_can_be_withdrawn(lucia: Vault, pathway: Pathway) -> None:
    made = hand_overs.propose(lucia, offer(pathway, to_manager="Rosa"))
    with pytest.raises(InvalidValue):
        hand_overs.propose(lucia, offer(pathway, to_manager="Rosa"))
    hand_overs.withdraw(lucia, made.id)
    assert hand_overs.of_pathway(lucia, pathway.id) == []
    hand_overs.propose(lucia, offer(pathway, to_manager="Rosa"))
    assert len(hand_overs.of_pathway(lucia, pathway.id)) == 1


@pytest.mark.parametrize(
    ("known", "field"),
    [
        ({}, "to_manager"),
        ({"to_manager": "Lucia"}, "to_manager"),
        ({"to_house": "SAL"}, "consent_on"),
        ({"to_house": "SAL", "consent_on": TODAY + timedelta(days=1)}, "consent_on"),
        ({"to_house": "BAR", "consent_on": TODAY}, "to_house"),
        ({"to_manager": "Rosa", "on_date": date(2025, 1, 1)}, "on_date"),
    ],
)
def test_what_cannot_be_is_refused(lucia: Vault, pathway: Pathway, known: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        hand_overs.propose(lucia, offer(pathway, **known))
    assert refused.value.field == field
    assert hand_overs.of_pathway(lucia, pathway.id) == []


def test_no_house_that_is_not_there_and_no_closed_pathway(lucia: Vault, pathway: Pathway) -> None:
    with pytest.raises(NotFound):
        hand_overs.propose(lucia, offer(pathway, to_house="XXX", consent_on=TODAY))
    service.close(lucia, pathway.id, TODAY, "fine")
    with pytest.raises(InvalidValue):
        hand_overs.propose(lucia, offer(pathway, to_manager="Rosa"))


def test_to_another_house_her_consent_is_recorded_and_the_file_stays(
    lucia: Vault, pathway: Pathway, fatima: Person
) -> None:
    known = {"to_house": "SAL", "to_manager": "Nadia", "consent_on": TODAY}
    made = handing_over.propose(lucia, offer(pathway, **known))
    held = consents.standing(lucia, fatima.id)["share_services"]
    assert (held.answer, held.on_date, held.scope) == ("given", TODAY, "Casa di San Salvario")
    with pytest.raises(InvalidValue):
        hand_overs.accept(lucia, made.id)
    kept = hand_overs.accept(lucia, made.id, by="Nadia")
    assert (kept.state, kept.answered_by, who(lucia, pathway)) == ("accepted", "Nadia", "Lucia")
    ended = hand_overs.end(lucia, made.id)
    assert (ended.state, ended.ended_on) == ("ended", TODAY)
    handing_over.propose(lucia, offer(pathway, **known))
    assert len(consents.history(lucia, fatima.id)) == 1


def test_a_consent_for_somebody_else_still_holds_beside_it(
    lucia: Vault, pathway: Pathway, fatima: Person
) -> None:
    consents.answer(lucia, fatima.id, "share_services", "given", TODAY, "consultorio di via Silvio Pellico")
    handing_over.propose(lucia, offer(pathway, to_house="SAL", consent_on=TODAY))
    held = consents.standing(lucia, fatima.id)["share_services"]
    assert held.scope == "consultorio di via Silvio Pellico, Casa di San Salvario"


def test_where_she_said_no_since_nothing_is_kept(lucia: Vault, pathway: Pathway, fatima: Person) -> None:
    consents.answer(lucia, fatima.id, "share_services", "refused", TODAY)
    with pytest.raises(InvalidValue) as refused:
        handing_over.propose(lucia, offer(pathway, to_house="SAL", consent_on=TODAY - timedelta(days=3)))
    assert refused.value.field == "consent_on"
    assert hand_overs.of_pathway(lucia, pathway.id) == []


def test_within_the_house_no_consent_is_written(lucia: Vault, pathway: Pathway, fatima: Person) -> None:
    handing_over.propose(lucia, offer(pathway, to_manager="Rosa"))
    assert consents.history(lucia, fatima.id) == []
