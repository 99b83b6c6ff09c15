"""Asking for a mediation, giving it to a mediator, writing down what was held, and closing it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from millegiorni_desk.areas.mediation import mediators, service
from millegiorni_desk.areas.mediation.records import Mediation, MediationSession, Mediator
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.changes import Changes
from millegiorni_desk.errors import InvalidValue
from millegiorni_desk.vault.vault import Vault
from tests.areas.mediation.conftest import ASKED, TODAY, session_of


def test_from_the_request_to_the_outcome(vault: Vault, mediation: Mediation, patience: Mediator) -> None:
    assert (mediation.house, mediation.requested_by, mediation.languages) == ("BAR", "Lucia", ["pcm"])
    assert service.page(vault, 0, 9, "asked")[0].person.name == "Blessing"  # type: ignore[union-attr]
    assert service.assign(vault, mediation.id, patience.id).state == "assigned"
    service.add_session(vault, session_of(mediation, 3, 90))
    service.add_session(vault, session_of(mediation, 9, 45, kind="relational", starts="10:30"))
    line = service.line(vault, mediation.id)
    assert (line.mediation.state, line.held, line.minutes) == ("under_way", 2, 135)
    assert line.last_on == ASKED + timedelta(days=9) and line.mediator == patience
    closed = service.close(vault, mediation.id, "understood", notes="Va da sola")
    assert (closed.state, closed.closed_on, closed.notes) == ("closed", TODAY, "Va da sola")
    assert [service.count(vault, stage) for stage in ("", "asked", "under_way", "closed")] == [1, 0, 0, 1]
    assert service.reopen(vault, mediation.id).state == "under_way"
    assert [one.mediation.id for one in service.of_person(vault, mediation.person_id)] == [mediation.id]


def test_every_change_is_announced_and_stands_in_the_log(
    vault: Vault, mediation: Mediation, patience: Mediator
) -> None:
    heard: list[Changes] = []
    vault.changed.append(heard.append)
    service.assign(vault, mediation.id, patience.id)
    made = service.add_session(vault, session_of(mediation, 1, 60))
    service.edit_session(vault, made.id, minutes=75)
    service.void_session(vault, made.id)
    service.not_possible(vault, mediation.id)
    service.reopen(vault, mediation.id)
    service.void(vault, mediation.id)
    said = [change.action for change in heard]
    assert said == [
        "mediation.assign", "mediation.session", "mediation.session_edit", "mediation.session_edit",
        "mediation.close", "mediation.reopen", "mediation.void",
    ]  # fmt: skip
    assert all(change.touches("mediation", "mediation_session") for change in heard)
    audited = [row["action"] for row in vault.query("SELECT action FROM audit ORDER BY n DESC LIMIT 7")]
    assert audited[::-1] == said
    assert service.count(vault) == 0


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"minutes": 0}, "minutes"),
        ({"minutes": None}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"kind": ""}, "kind"),
        ({"kind": "chat"}, "kind"),
        ({"starts": "25:00"}, "starts"),
        ({"on_date": TODAY + timedelta(days=1)}, "on_date"),
        ({"on_date": ASKED - timedelta(days=1)}, "on_date"),
        ({"mediator_id": None}, "mediator_id"),
    ],
)
def test_a_session_that_cannot_be_changes_nothing(
    vault: Vault, mediation: Mediation, patience: Mediator, told: dict[str, object], field: str
) -> None:
    new = session_of(mediation, 1, 60)
    for name, value in {"mediator_id": patience.id, **told}.items():
        setattr(new, name, value)
    with pytest.raises(InvalidValue) as refused:
        service.add_session(vault, new)
    assert refused.value.field == field
    assert service.line(vault, mediation.id).held == 0
    assert service.line(vault, mediation.id).mediation.state == "requested"


Wrong = Callable[[Vault, Mediation], object]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (lambda vault, one: service.close(vault, one.id, ""), "outcome"),
        (lambda vault, one: service.close(vault, one.id, "happy"), "outcome"),
        (lambda vault, one: service.close(vault, one.id, "other", ASKED - timedelta(days=1)), "closed_on"),
        (lambda vault, one: service.close(vault, one.id, "other", TODAY + timedelta(days=1)), "closed_on"),
        (lambda vault, one: service.edit(vault, one.id, languages=[]), "languages"),
        (lambda vault, one: service.edit(vault, one.id, languages=["xx"]), "languages"),
        (lambda vault, one: service.edit(vault, one.id, fragility="sad"), "fragility"),
        (
            lambda vault, one: service.edit(vault, one.id, requested_on=TODAY + timedelta(days=1)),
            "requested_on",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_names_its_field(
    vault: Vault, mediation: Mediation, wrong: Wrong, field: str
) -> None:
    before = service.line(vault, mediation.id)
    with pytest.raises(InvalidValue) as refused:
        wrong(vault, mediation)
    assert refused.value.field == field
    assert service.line(vault, mediation.id) == before


def test_a_mediation_that_is_over_takes_no_session(
    vault: Vault, mediation: Mediation, patience: Mediator
) -> None:
    service.assign(vault, mediation.id, patience.id)
    service.add_session(vault, session_of(mediation, 1, 60))
    with pytest.raises(InvalidValue, match="esito"):
        service.not_possible(vault, mediation.id)
    service.close(vault, mediation.id, "goes_on")
    with pytest.raises(InvalidValue, match="riaprila"):
        service.add_session(vault, session_of(mediation, 2, 60))


def test_whoever_came_without_being_asked_is_the_mediator(
    vault: Vault, mediation: Mediation, rosa: Mediator
) -> None:
    service.add_session(vault, session_of(mediation, 1, 60, mediator_id=rosa.id))
    assert service.line(vault, mediation.id).mediator == rosa


def test_without_a_language_of_hers_one_must_be_chosen(vault: Vault, blessing: Person) -> None:
    with vault.save("person.edit") as session:
        blessing.language = ""
        session.merge(blessing)
    with pytest.raises(InvalidValue) as refused:
        service.request(vault, Mediation(house="", person_id=blessing.id, requested_on=ASKED))
    assert refused.value.field == "languages"


def test_the_list_of_mediators(
    vault: Vault, patience: Mediator, rosa: Mediator, mediation: Mediation
) -> None:
    assert [one.name for one in mediators.every(vault)] == ["Patience Igho", "Rosa Quispe"]
    assert mediators.speaking(vault, ["es"])[0] == rosa
    mediators.edit(vault, patience.id, cents_per_hour=3000)
    assert mediators.mediator(vault, patience.id).cents_per_hour == 3000
    with pytest.raises(InvalidValue, match="già tra le mediatrici"):
        mediators.add(vault, Mediator(name="rosa  quispe", languages=["es"]))
    for wrong, field in ({"name": " "}, "name"), ({"languages": []}, "languages"), ({"email": "x"}, "email"):
        with pytest.raises(InvalidValue) as refused:
            mediators.edit(vault, rosa.id, **wrong)
        assert refused.value.field == field
    mediators.retire(vault, rosa.id)
    assert [one.name for one in mediators.every(vault)] == ["Patience Igho"]
    assert len(mediators.every(vault, active_only=False)) == 2
    with pytest.raises(InvalidValue, match="non lavora più"):
        service.assign(vault, mediation.id, rosa.id)


def test_a_mediation_given_to_someone_who_then_left_can_still_be_closed(
    vault: Vault, mediation: Mediation, rosa: Mediator
) -> None:
    service.assign(vault, mediation.id, rosa.id)
    mediators.retire(vault, rosa.id)
    assert service.close(vault, mediation.id, "refused").state == "closed"


def test_taken_out_and_put_back(vault: Vault, mediation: Mediation, patience: Mediator) -> None:
    made = service.add_session(vault, session_of(mediation, 1, 60, mediator_id=patience.id))
    service.void_session(vault, made.id)
    assert service.sessions(vault, mediation.id) == []
    service.void_session(vault, made.id, voided=False)
    held: list[MediationSession] = service.sessions(vault, mediation.id)
    assert [one.minutes for one in held] == [60]
