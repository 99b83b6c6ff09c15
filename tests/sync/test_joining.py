"""Joining by file: an invitation lets in one device, once, and only who holds it."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from millegiorni_sync import Identity, Invitation, JoinRequest, Roster, errors, joining, roster, synchronise
from millegiorni_sync.bundle import encrypt
from millegiorni_sync.exchange import Kind, MemoryExchange
from millegiorni_sync.identity import spoken
from tests.sync.world import NOW, TABLES, Clock, database


@dataclasses.dataclass
class Network:
    db: Any
    identity: Identity
    exchange: MemoryExchange

    def invite(self, house: str | None = "BAR") -> Invitation:
        return Invitation.from_json(joining.invite(self.db, self.identity, house, NOW).to_json())


@pytest.fixture
def network() -> Network:
    db = database(clock=Clock())
    identity = joining.found(db, "Torino", "coordinamento", "carla")
    joining.add_house(db, identity, "BAR", "Barrito")
    joining.add_house(db, identity, "TUR", "Turati")
    return Network(db, identity, MemoryExchange())


def joined(network: Network, invitation: Invitation) -> tuple[Any, Identity, JoinRequest]:
    db = database(clock=Clock())
    identity, request = joining.join(db, invitation, "pc nuovo", "anna", NOW)
    synchronise(db, identity, network.exchange, TABLES, NOW)
    return db, identity, request


def test_a_desk_works_at_once_and_is_let_in_later(network: Network) -> None:
    network.db.execute("INSERT INTO term VALUES ('t1', 'di prima', NULL)")
    invitation = network.invite()
    db = database(clock=Clock())
    identity, request = joining.join(db, invitation, "pc nuovo", "anna", NOW)
    db.execute("INSERT INTO visit VALUES ('v1', 'BAR', 0, 'subito', NULL, 1.5, NULL)")
    report = synchronise(db, identity, network.exchange, TABLES, NOW)
    assert (report.approved, report.sent) == (False, 0)

    (arrived,) = joining.requests(network.db, network.identity, network.exchange)
    assert arrived == request
    assert arrived.spoken == request.spoken == spoken(identity.sign_key, identity.recipient)
    assert len(arrived.spoken.split()) == 6
    joining.approve(network.db, network.identity, arrived, NOW, TABLES, network.exchange)

    report = synchronise(db, identity, network.exchange, TABLES, NOW)
    assert (report.approved, report.sent) == (True, 1)
    assert db.execute("SELECT label FROM term").fetchall() == [("di prima",)]
    synchronise(network.db, network.identity, network.exchange, TABLES, NOW)
    assert network.db.execute("SELECT notes FROM visit").fetchall() == [("subito",)]
    assert joining.requests(network.db, network.identity, network.exchange) == []


def test_ordinals_and_series_are_reserved(network: Network) -> None:
    given = [network.invite(house) for house in ("BAR", "BAR", "TUR", None)]
    assert [i.ordinal for i in given] == [2, 3, 4, 5]
    assert [i.series for i in given] == ["B", "C", "D", "E"]
    assert len({i.secret for i in given}) == 4


def test_a_second_request_for_one_ordinal_is_refused(network: Network) -> None:
    invitation = network.invite()
    _, _, first = joined(network, invitation)
    _, _, second = joined(network, invitation)
    assert len(joining.requests(network.db, network.identity, network.exchange)) == 2
    joining.approve(network.db, network.identity, first, NOW, TABLES)
    with pytest.raises(errors.RequestRefused, match="occupato"):
        joining.approve(network.db, network.identity, second, NOW, TABLES)
    with pytest.raises(errors.RequestRefused):
        joining.approve(network.db, network.identity, first, NOW, TABLES)
    known = roster.load(network.db)
    assert known is not None and known.devices[2].sign_key == first.sign_key


@pytest.mark.parametrize(
    "change",
    [
        {"name": "un altro"}, {"sign_key": "0" * 64}, {"recipient": "age1x"}, {"ordinal": 3}, {"ordinal": 1},
        {"mac": "0" * 64}, {"mac": ""}, {"network": "0" * 32},
    ],
)  # fmt: skip
def test_an_altered_request_is_refused(network: Network, change: dict[str, Any]) -> None:
    invitation = network.invite()
    network.invite()
    _, _, request = joined(network, invitation)
    before = roster.load(network.db)
    with pytest.raises(errors.RequestRefused):
        joining.approve(network.db, network.identity, dataclasses.replace(request, **change), NOW, TABLES)
    assert roster.load(network.db) == before


def test_nothing_leaves_before_the_approval_is_kept(network: Network) -> None:
    """A roster that left and was then rolled back would contradict the next one for ever."""
    db, identity, request = joined(network, network.invite())
    network.db.execute("BEGIN")
    joining.approve(network.db, network.identity, request, NOW, TABLES, network.exchange)
    assert network.exchange.list(Kind.ROSTER) == network.exchange.list(Kind.BUNDLES) == []
    network.db.execute("ROLLBACK")
    joining.add_house(network.db, network.identity, "CEC", "Cecchi")
    joining.approve(network.db, network.identity, request, NOW, TABLES)
    joining.announce(network.db, network.identity, NOW, TABLES, network.exchange)
    report = synchronise(db, identity, network.exchange, TABLES, NOW)
    assert (report.approved, report.received, report.roster_problems) == (True, 2, [])


def test_an_expired_invitation(network: Network) -> None:
    invitation = network.invite()
    late = invitation.expires + 1
    with pytest.raises(errors.InvitationRefused, match="scaduto"):
        joining.join(database(clock=Clock()), invitation, "pc", "anna", late)
    _, _, request = joined(network, invitation)
    with pytest.raises(errors.RequestRefused, match="scaduto"):
        joining.approve(network.db, network.identity, request, late, TABLES)


def test_a_damaged_invitation(network: Network) -> None:
    good = json.loads(network.invite().to_json())
    attacks = [
        good | {"format": 2},
        good | {"secret": 5},
        good | {"roster": good["roster"][1:]},
        good | {"more": 1},
    ]
    for text in ("", "[]", "{}", "nonsense", *map(json.dumps, attacks)):
        with pytest.raises(errors.InvitationRefused):
            Invitation.from_json(text)


def test_foreign_files_on_the_shelf_are_passed_over(network: Network) -> None:
    joined(network, network.invite())
    recipient = network.identity.recipient
    for number, data in enumerate([b"", b"x", encrypt(b"{}", [recipient]), encrypt(b"[]" * 9, [recipient])]):
        network.exchange.write(Kind.REQUESTS, f"{number + 2}-{'0' * 12}.mgj", data)
    assert len(joining.requests(network.db, network.identity, network.exchange)) == 1


def test_only_the_coordinator_may(network: Network) -> None:
    db, identity, request = joined(network, network.invite())
    for attempt in (
        lambda: joining.add_house(db, identity, "CEC", "Cecchi"),
        lambda: joining.invite(db, identity, "BAR", NOW),
        lambda: joining.approve(db, identity, request, NOW, TABLES),
        lambda: joining.revoke(db, identity, 1),
        lambda: joining.requests(db, identity, network.exchange),
    ):
        with pytest.raises(errors.NotCoordinator):
            attempt()


def test_nobody_else_can_read_the_request_or_the_roster(network: Network) -> None:
    joined(network, network.invite())
    for kind in (Kind.REQUESTS, Kind.ROSTER):
        for name in network.exchange.list(kind):
            data = network.exchange.read(kind, name)
            assert data.startswith(b"age-encryption.org/v1")
            assert b"pc nuovo" not in data and b"Barrito" not in data


def test_a_request_left_twice_is_one_file(network: Network) -> None:
    db, identity, _ = joined(network, network.invite())
    synchronise(db, identity, network.exchange, TABLES, NOW)
    assert len(network.exchange.list(Kind.REQUESTS)) == 1


def test_a_revoked_desk_learns_it_and_stops(network: Network) -> None:
    db, identity, request = joined(network, network.invite())
    joining.approve(network.db, network.identity, request, NOW, TABLES, network.exchange)
    db.execute("INSERT INTO visit VALUES ('v1', 'BAR', 0, 'prima', NULL, 1.5, NULL)")
    synchronise(db, identity, network.exchange, TABLES, NOW)
    synchronise(network.db, network.identity, network.exchange, TABLES, NOW)
    known = joining.revoke(network.db, network.identity, identity.ordinal)
    assert known.revoked[identity.ordinal]["house:BAR"][0] == 1
    synchronise(network.db, network.identity, network.exchange, TABLES, NOW)
    db.execute("INSERT INTO visit VALUES ('v2', 'BAR', 0, 'dopo', NULL, 1.5, NULL)")
    report = synchronise(db, identity, network.exchange, TABLES, NOW)
    assert (report.revoked, report.sent) == (True, 0)


def test_keys_come_back_from_the_vault(network: Network) -> None:
    again = Identity.from_json(network.identity.to_json())
    assert again == network.identity
    assert network.identity.age_key not in repr(again)
    assert str(network.identity.sign_seed) not in repr(again)


def test_a_second_coordinator_receives_every_house(network: Network) -> None:
    db, identity, request = joined(network, network.invite())
    joining.approve(network.db, network.identity, request, NOW, TABLES, network.exchange)
    db.execute("INSERT INTO visit VALUES ('v1', 'BAR', 0, 'uno', NULL, 1.5, NULL)")
    synchronise(db, identity, network.exchange, TABLES, NOW)
    synchronise(network.db, network.identity, network.exchange, TABLES, NOW)
    second_db, second, request = joined(network, network.invite(None))
    joining.approve(network.db, network.identity, request, NOW, TABLES, network.exchange)
    synchronise(second_db, second, network.exchange, TABLES, NOW)
    assert second_db.execute("SELECT notes FROM visit").fetchall() == [("uno",)]


def test_founding_makes_a_roster_of_one(network: Network) -> None:
    known = roster.load(network.db)
    assert isinstance(known, Roster)
    assert [d.ordinal for d in known.active] == [1]
    assert network.identity.network == known.network
