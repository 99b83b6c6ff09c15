"""Reserved mediations: what they are about and every word on them is sealed; days and minutes are not."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from millegiorni_desk.areas.mediation import invoicing, mediators, service, sessions
from millegiorni_desk.areas.mediation.records import Mediation, MediationSession, Mediator
from millegiorni_desk.errors import NotAllowed
from millegiorni_desk.flows import sealing
from millegiorni_desk.flows.desk import open_desk
from tests.areas.reserved_desk import MARKER, SECRET, furnish, in_clear

LONG_AGO = date.today() - timedelta(days=60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = furnish(tmp_path)
    with open_desk(made, "lucia", SECRET) as vault:
        mediators.add(vault, Mediator(id="d1", name="Patience", languages=["ar"], cents_per_hour=2000))
    return made


def asked(**told: object) -> Mediation:
    known = {"house": "", "person_id": "p1", "mediator_id": "d1", "requested_on": LONG_AGO, "need": MARKER}
    return Mediation(**{**known, **told})


def held(mediation: Mediation, **told: object) -> MediationSession:
    known = {
        "house": "",
        "mediation_id": mediation.id,
        "on_date": LONG_AGO,
        "minutes": 90,
        "kind": "relational",
    }
    return MediationSession(**{**known, "place": MARKER, "outcome": MARKER, **told})


def test_violence_is_sealed_by_itself_with_its_sessions(folder: Path) -> None:
    with open_desk(folder, "lucia", SECRET) as vault:
        made = service.request(vault, asked(fragility="violence"))
        service.add_session(vault, held(made))
        service.close(vault, made.id, "joined_service", notes=MARKER)
        (row,) = vault.query("SELECT need, fragility, outcome, notes, state FROM mediation")
        assert row == {"need": "", "fragility": "", "outcome": "", "notes": "", "state": "closed"}
        (row,) = vault.query("SELECT place, outcome, notes, minutes FROM mediation_session")
        assert row == {"place": "", "outcome": "", "notes": "", "minutes": 90}
        line = service.line(vault, made.id)
        assert (line.mediation.fragility, line.mediation.outcome) == ("violence", "joined_service")
        assert line.reserved is not None and line.reserved.readable
        assert service.sessions(vault, made.id)[0].outcome == MARKER
        (hours,) = invoicing.hours(vault, LONG_AGO, LONG_AGO)
        assert (hours.minutes, hours.cents, hours.case) == (90, 3000, service.case_code(made.id))
    assert not in_clear(folder)


def test_what_becomes_reserved_later_takes_its_sessions_along(folder: Path) -> None:
    with open_desk(folder, "lucia", SECRET) as vault:
        made = service.request(vault, asked())
        service.add_session(vault, held(made))
        service.edit(vault, made.id, fragility="violence")
        assert service.sessions(vault, made.id)[0].place == MARKER
    assert not in_clear(folder)
    with open_desk(folder, "lucia", SECRET) as vault:
        service.edit(vault, made.id, readers=[], fragility="care_load")
        assert service.line(vault, made.id).reserved is None
        assert service.sessions(vault, made.id)[0].place == MARKER
    assert in_clear(folder)


def test_who_was_not_chosen_sees_the_hours_and_no_word(folder: Path) -> None:
    with open_desk(folder, "lucia", SECRET) as vault:
        made = service.request(vault, asked(fragility="health"), readers=[vault.user_id])
        written = service.add_session(vault, held(made))
    with open_desk(folder, "rosa", SECRET) as vault:
        line = service.line(vault, made.id)
        assert line.closed_to_user and line.minutes == 90
        assert (line.mediation.need, line.mediation.fragility) == ("", "")
        assert service.sessions(vault, made.id)[0].place == ""
        with pytest.raises(NotAllowed):
            service.edit(vault, made.id, need="altro")
        with pytest.raises(NotAllowed):
            service.edit_session(vault, written.id, outcome="altro")
        service.add_session(vault, held(made, outcome="anche io"))
    with open_desk(folder, "lucia", SECRET) as vault:
        assert {one.outcome for one in service.sessions(vault, made.id)} == {MARKER, "anche io"}
    assert not in_clear(folder)


def test_a_session_written_elsewhere_in_clear_is_taken_under_the_seal(folder: Path) -> None:
    with open_desk(folder, "lucia", SECRET) as vault:
        made = service.request(vault, asked(fragility="violence"))
        with vault.save("test.merge") as session:
            written = held(made, house="BAR", mediator_id="d1")
            session.add(written)
        assert vault.scalar("SELECT place FROM mediation_session") == MARKER
        sealing.settle(vault)
        assert vault.scalar("SELECT place FROM mediation_session") == ""
        assert service.sessions(vault, made.id)[0].place == MARKER
        assert sessions.absorb(vault) == 0
    assert not in_clear(folder)


def test_a_session_taken_out_is_sealed_too(folder: Path) -> None:
    with open_desk(folder, "lucia", SECRET) as vault:
        made = service.request(vault, asked())
        service.void_session(vault, service.add_session(vault, held(made)).id)
        service.edit(vault, made.id, fragility="violence")
    assert not in_clear(folder)


def test_an_operator_may_ask_and_not_follow(folder: Path) -> None:
    with open_desk(folder, "olga", SECRET) as vault:
        made = service.request(vault, asked(fragility="violence"))
        assert service.line(vault, made.id).mediation.need == MARKER
        with pytest.raises(NotAllowed):
            service.add_session(vault, held(made))
        service.void(vault, made.id)
        assert service.count(vault) == 0
