"""Reserved referrals: sealed to whoever follows her, never in clear in the file, and not there for anyone else."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from millegiorni_desk.app.person import timeline
from millegiorni_desk.areas.referrals import directory, service, wording
from millegiorni_desk.areas.referrals.records import Referral, Service
from millegiorni_desk.errors import NotAllowed, NotFound
from millegiorni_desk.flows.desk import open_desk
from tests.areas.reserved_desk import MARKER, SECRET, furnish, in_clear

LONG_AGO = date.today() - timedelta(days=60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = furnish(tmp_path)
    with open_desk(made, "lucia", SECRET) as vault:
        directory.add(vault, Service(id="s1", name="Centro Demetra", kind="other"))
    return made


def referral(**told: object) -> Referral:
    known = {"house": "", "person_id": "p1", "service_id": "s1", "code": "", "on_date": LONG_AGO}
    return Referral(**{**known, "reason": MARKER, **told})


def test_violence_is_sealed_by_itself_and_whoever_wrote_it_reads_it(folder: Path) -> None:
    with open_desk(folder, "olga", SECRET) as vault:
        made = service.refer(vault, referral(need="violence"))
        (row,) = vault.query("SELECT service_id, kind, need, reason, discreet, code FROM referral")
        assert not any(row[name] for name in ("service_id", "kind", "need", "reason"))
        assert (row["discreet"], row["code"]) == (1, made.code)
        line = service.by_code(vault, made.code)
        assert line.service is not None and line.service.name == "Centro Demetra"
        assert (line.referral.need, line.referral.reason) == ("violence", MARKER)
        assert wording.where(vault, line) == "Servizio riservato"
        service.record_return(vault, made.id, "accepted", message=f"{MARKER} due")
        kept = service.line(vault, made.id).referral
        assert (kept.state, kept.message, kept.kind) == ("accepted", f"{MARKER} due", "other")
    assert not in_clear(folder)


def test_others_do_not_know_that_it_is_there(folder: Path) -> None:
    today = date.today()
    with open_desk(folder, "olga", SECRET) as vault:
        service.refer(vault, referral(need="income"))
        hidden = service.refer(vault, referral(need="violence"))
    with open_desk(folder, "ines", SECRET) as vault:
        assert hidden.id not in [line.referral.id for line in service.page(vault, 0, 9)]
        assert len(service.of_person(vault, "p1")) == len(service.due(vault, today, 9)) == 1
        assert service.count(vault) == service.count(vault, open_only=False) == 1
        assert service.count_overdue(vault, today) == 1
        assert service.outcomes(vault, LONG_AGO, today) == {"open": 1}
        with pytest.raises(NotFound, match="riservato"):
            service.by_code(vault, hidden.code)
        with pytest.raises(NotFound):
            service.line(vault, hidden.id)
        with pytest.raises(NotAllowed):
            service.record_return(vault, hidden.id, "attended")


def test_her_line_of_time_does_not_say_where_a_discreet_one_leads(folder: Path) -> None:
    today = date.today()
    with open_desk(folder, "lucia", SECRET) as vault:
        service.refer(vault, referral(need="income"), readers=[vault.user_id])
        service.refer(vault, referral(need="income", discreet=True, message=MARKER))
        service.refer(vault, referral(need="income"))
    for user in ("lucia", "rosa"):
        with open_desk(folder, user, SECRET) as vault:
            told = [each for each in timeline.of_person(vault, "p1", today) if each.kind == "referral"]
        assert sorted((each.title, each.detail, each.reserved) for each in told) == [
            ("Inviata a: Centro Demetra", "", False),
            ("Inviata a: Servizio riservato", "", False),
            ("Inviata a: Servizio riservato", "", True),
        ]


def test_a_case_manager_without_the_key_knows_only_that_something_is_awaited(folder: Path) -> None:
    with open_desk(folder, "lucia", SECRET) as vault:
        made = service.refer(vault, referral(need="income"), readers=[vault.user_id])
        assert not service.line(vault, made.id).closed_to_user
    with open_desk(folder, "rosa", SECRET) as vault:
        line = service.line(vault, made.id)
        assert line.closed_to_user and line.service is None and service.always_discreet(line)
        assert wording.where(vault, line) == "Servizio riservato" and wording.detail(vault, line) == ""
