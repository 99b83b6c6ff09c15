"""A referral for violence: where it sends her is sealed, and others do not know of it."""

from datetime import date
from pathlib import Path

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.areas.referrals import directory, service
from millegiorni_desk.areas.referrals.records import Referral, Service
from millegiorni_desk.errors import NotFound
from millegiorni_desk.flows import referring
from millegiorni_desk.flows.desk import SCHEMA, open_desk
from millegiorni_desk.vault import users
from millegiorni_desk.vault.opening import FirstUser, Place, create_vault
from millegiorni_desk.vault.permissions import Role

SECRET = "cinque parole a caso qui"
LUCIA = FirstUser("lucia", "Lucia", (Role.CASE_MANAGER, Role.ADMINISTRATOR), SECRET)


def test_where_it_sends_her_is_sealed(tmp_path: Path) -> None:
    vault, _ = create_vault(tmp_path / "barrito", SCHEMA, Place("BAR", 2), LUCIA)
    with vault:
        users.add(vault, "olga", "Olga", [Role.OPERATOR], SECRET)
        woman = people.add(vault, Person(house="", surname="El Idrissi", name="Fatima"))
        centre = directory.add(vault, Service(name="Casa delle donne", kind="lawyer"))
        needs = ["violence", "home"]
        access = Access(house="", on_date=date.today(), person_id=woman.id, needs=needs, referred_to=["asl"])
        done = referring.record_visit(vault, access, service_ids=[centre.id])
        (line,) = service.of_access(vault, done.access.id)
        assert line.service is not None and line.service.name == "Casa delle donne"
        assert (line.referral.need, line.referral.kind) == ("violence", "lawyer")
        assert line.reserved is not None and line.reserved.readable
        assert accesses.visit(vault, done.access.id).access.referred_to == ["asl", "lawyer"]
        (row,) = vault.query("SELECT need, kind, service_id FROM referral")
        assert not any(row.values())
        service.record_return(vault, line.referral.id, "attended", outcome="accolta")
        assert service.by_code(vault, line.referral.code).referral.outcome == "accolta"
        assert vault.scalar("SELECT outcome FROM referral") == ""
        service.reopen(vault, line.referral.id)
        assert service.count(vault) == 1
    with open_desk(tmp_path / "barrito", "olga", SECRET) as olga:
        assert (service.count(olga), service.of_person(olga, woman.id)) == (0, [])
        with pytest.raises(NotFound):
            service.line(olga, line.referral.id)
        open_one = Referral(house="", person_id=woman.id, service_id=centre.id, code="", on_date=date.today())
        assert service.refer(olga, open_one).kind == "lawyer"
        assert service.count(olga) == 1
