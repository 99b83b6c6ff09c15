"""How she may be reminded: her rule of contact and what she agreed to, both."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from millegiorni_desk.areas.pathways import appointments
from millegiorni_desk.areas.pathways.records import Appointment
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.privacy import consents
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.flows import reminding
from millegiorni_desk.vault.vault import Vault

from .conftest import Network

TODAY = date.today()


@pytest.fixture
def vault(make_network: Callable[..., Network]) -> Vault:
    return make_network("BAR").houses["BAR"]


def woman(vault: Vault, rule: str = "any") -> Person:
    return people.add(vault, Person(house="", name="Joy", phone="351 2204418", contact_rule=rule))


@pytest.mark.parametrize(
    ("rule", "agreed", "ways", "number"),
    [
        ("any", ("calls", "messages"), ("call", "message", "in_person", "slip"), True),
        ("any", ("calls",), ("call", "in_person", "slip"), True),
        ("any", (), ("in_person", "slip"), False),
        ("calls", ("messages",), ("in_person", "slip"), False),
        ("messages", ("messages",), ("message", "in_person", "slip"), True),
        ("never", ("calls", "messages"), ("in_person", "slip"), False),
        ("through", (), ("through", "in_person", "slip"), True),
    ],
)
def test_both_must_allow_it(
    vault: Vault, rule: str, agreed: tuple[str, ...], ways: tuple[str, ...], number: bool
) -> None:
    one = woman(vault, rule)
    for kind in agreed:
        consents.answer(vault, one.id, kind, "given")
    known = reminding.reach(vault, one)
    assert (known.ways, bool(known.number)) == (ways, number)
    withheld = rule in ("any", "calls") and "calls" not in agreed
    assert ("niente telefonate" in known.words.partition("consenso")[2]) is withheld


def test_a_consent_that_is_withdrawn_holds_no_more(vault: Vault) -> None:
    joy, ada = woman(vault), woman(vault)
    for one in (joy, ada):
        consents.answer(vault, one.id, "calls", "given", TODAY - timedelta(days=2))
        at = f"{TODAY + timedelta(days=1)}T10:00"
        told = {"person_id": one.id, "title": "ASL", "remind_on": TODAY}
        appointments.add(vault, Appointment(house="", at=at, **told))
    consents.answer(vault, joy.id, "calls", "withdrawn", TODAY)
    reached = {one.line.appointment.person_id: one for one in reminding.due(vault, TODAY, 5)}
    hers = reached[joy.id].reach
    assert hers is not None and "call" not in hers.ways and not hers.number
    others = reached[ada.id].reach
    assert others is not None and "call" in others.ways and others.number
    refused = reached[joy.id].line.appointment.id
    with pytest.raises(InvalidValue, match="Senza il suo consenso") as told_so:
        reminding.remind(vault, refused, "call")
    assert told_so.value.field == "how"
    assert appointments.line(vault, refused).appointment.reminded_at == ""
    assert reminding.remind(vault, refused, "in_person").reminded_how == "in_person"
    with pytest.raises(InvalidValue, match="Scegli come"):
        reminding.remind(vault, refused, "")
