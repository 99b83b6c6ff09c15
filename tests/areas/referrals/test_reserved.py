"""Reserved referrals: sealed to whoever follows her, never in clear in the file, and not there for anyone else."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.referrals import directory, service, wording
from millegiorni_desk.areas.referrals.records import Referral, Service
from millegiorni_desk.errors import NotAllowed, NotFound
from millegiorni_desk.flows.desk import SCHEMA, open_desk
from millegiorni_desk.vault import users
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role
from tests.vaults.plain_pages import plain_pages, spelt

SECRET = "cinque parole a caso qui"
MARKER = "zqxreservedzq"
LONG_AGO = date.today() - timedelta(days=60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Barrito: Lucia and Rosa follow cases, Olga and Ines receive."""
    lucia = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.ADMINISTRATOR), SECRET)
    vault, _ = create_vault(tmp_path / "barrito", SCHEMA, Place("BAR", 2), lucia)
    with vault:
        users.add(vault, "rosa", "Rosa", [Role.CASE_MANAGER], SECRET)
        for name in ("olga", "ines"):
            users.add(vault, name, name.title(), [Role.OPERATOR], SECRET)
        people.add(vault, Person(id="p1", house="", name="Fatima", surname="El Idrissi"))
        directory.add(vault, Service(id="s1", name="Centro Demetra", kind="other"))
    return tmp_path / "barrito"


def referral(**told: object) -> Referral:
    known = {"house": "", "person_id": "p1", "service_id": "s1", "code": "", "on_date": LONG_AGO}
    return Referral(**{**known, "reason": MARKER, **told})


def in_clear(folder: Path) -> bool:
    """Whether the marker stands in a page of the decrypted file."""
    with open_desk(folder, "olga", SECRET) as vault:
        key = vault.database_key()
    pages = plain_pages(folder / "vault.db", key).lower()
    return any(one in pages for one in spelt(MARKER))


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


def test_the_check_sees_what_is_not_reserved(folder: Path) -> None:
    with open_desk(folder, "olga", SECRET) as vault:
        service.refer(vault, referral(need="income"))
    assert in_clear(folder)


def test_what_becomes_reserved_later_leaves_rows_and_history(folder: Path) -> None:
    with open_desk(folder, "olga", SECRET) as vault:
        made = service.refer(vault, referral(need="income"))
        service.edit(vault, made.id, need="violence")
        assert service.line(vault, made.id).referral.reason == MARKER
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


def test_a_case_manager_without_the_key_knows_only_that_something_is_awaited(folder: Path) -> None:
    with open_desk(folder, "lucia", SECRET) as vault:
        made = service.refer(vault, referral(need="income"), readers=[vault.user_id])
        assert not service.line(vault, made.id).closed_to_user
    with open_desk(folder, "rosa", SECRET) as vault:
        line = service.line(vault, made.id)
        assert line.closed_to_user and line.service is None and service.always_discreet(line)
        assert wording.where(vault, line) == "Servizio riservato" and wording.detail(vault, line) == ""
