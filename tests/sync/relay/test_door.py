"""The door list: who signs it, what may follow what, and how little the relay learns."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from millegiorni_sync import canonical, door, relay_errors
from millegiorni_sync.door import Authority, DoorList
from millegiorni_sync.errors import Malformed
from millegiorni_sync.identity import new_seed, sign
from millegiorni_sync.relay.database import Database
from millegiorni_sync.relay.refusal import Refusal
from millegiorni_sync.relay.settings import Settings
from millegiorni_sync.relay.store import Store, Use
from millegiorni_sync.signed_request import ROOT
from tests.sync.relay.network import Asking, Network, Running, pass_of, running

HOUR_MS = 3_600_000


def network() -> Network:
    made = Network()
    made.add(2)
    made.add(3, None)
    return made


class TestReading:
    """What anybody could send before being known."""

    def test_what_the_coordinator_signs_is_read(self) -> None:
        made = network()
        listed = DoorList.of(made.roster, [pass_of("aa" * 32, 9)], None)
        read, authority = door.read(door.signed(listed, made.roster, made.root))
        assert read == listed
        assert authority == Authority((made.roster.certificates[0].hash,), made.roster.key)
        assert [entry[0] for entry in read.devices] == [1, 2, 3]
        assert [entry[2] for entry in read.devices] == [1, 0, 1]
        assert [entry[0] for entry in read.passes] == [9]

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda told: told.pop("signature"),
            lambda told: told.update(signature="00" * 64),
            lambda told: told.update(signature="x"),
            lambda told: told.update(more=1),
            lambda told: told.update(certificates=[]),
            lambda told: told.update(certificates=told["certificates"] * 2),
            lambda told: told["certificates"][0]["body"].update(name="Altra"),
            lambda told: told["certificates"][0].update(kind="key"),
            lambda told: told["certificates"][0].update(n=2),
            lambda told: told["list"].update(network="0" * 32),
            lambda told: told["list"].update(number=0),
            lambda told: told["list"].update(number=True),
            lambda told: told["list"].update(previous="x"),
            lambda told: told["list"].update(roster=1 << 70),
            lambda told: told["list"]["devices"].append([0, "0" * 64, 0, 0]),
            lambda told: told["list"]["devices"].append([16_384, "0" * 64, 0, 0]),
            lambda told: told["list"]["devices"].append([9, "0" * 63, 0, 0]),
            lambda told: told["list"]["devices"].append([9, "0" * 64, 2, 0]),
            lambda told: told["list"]["devices"].append([9, "0" * 64, 0]),
            lambda told: told["list"]["devices"].append(told["list"]["devices"][-1]),
            lambda told: told["list"]["devices"].reverse(),
            lambda told: told["list"]["passes"].append([2, "0" * 64, 1]),
            lambda told: told["list"]["passes"].append("x"),
        ],
    )
    def test_what_does_not_hold_together_is_refused(self, spoil: Callable[[Any], Any]) -> None:
        made = network()
        listed = DoorList.of(made.roster, [], None)
        told = json.loads(door.signed(listed, made.roster, made.root))
        spoil(told)
        if told.get("signature") == sign(made.root, listed.message).hex() and "list" in told:
            # The list itself says what it may not, though the right key signed it.
            message = door.DOMAIN + canonical.encode(told["list"])
            told["signature"] = sign(made.root, message).hex()
        with pytest.raises(Malformed):
            door.read(canonical.encode(told))

    @pytest.mark.parametrize("data", [b"", b"{", b"[]", b"1", b"\xff", b"[" * 100_000, b'{"list":{}}'])
    def test_nonsense_is_refused(self, data: bytes) -> None:
        with pytest.raises(Malformed):
            door.read(data)

    def test_only_the_key_that_keeps_the_roster_signs(self) -> None:
        made = network()
        listed = DoorList.of(made.roster, [], None)
        with pytest.raises(Malformed):
            door.read(door.signed(listed, made.roster, new_seed()))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    database = Database(str(tmp_path / "relay.db"))
    database.prepare()
    yield Store(database)
    database.close()


_nonces = iter(range(1 << 60))


def put(store: Store, made: Network, listed: DoorList, root: bytes | None = None) -> bool:
    """Put a list as a request that was let in would."""
    read, authority = door.read(door.signed(listed, made.roster, root or made.root))
    return store.put_door(Use(made.id, ROOT, f"{next(_nonces):032x}", 1 << 40), read, authority)


class TestFollowing:
    def test_lists_follow_one_another(self, store: Store) -> None:
        made = network()
        first = DoorList.of(made.roster, [], None)
        assert put(store, made, first)
        assert not put(store, made, first)
        made.add(4)
        second = DoorList.of(made.roster, [], first)
        assert put(store, made, second)
        known = store.known(made.id)
        assert known is not None and known.door == second and known.door.number == 2

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda listed: replace(listed, number=3),
            lambda listed: replace(listed, number=1),
            lambda listed: replace(listed, previous="0" * 64),
            lambda listed: replace(listed, roster=listed.roster - 4),
            lambda listed: replace(listed, devices=listed.devices[1:]),
            lambda listed: replace(listed, devices=((1, "0" * 64, 1, 0), *listed.devices[1:])),
            lambda listed: replace(listed, devices=((*listed.devices[0][:2], 0, 0), *listed.devices[1:])),
        ],
    )
    def test_nobody_is_forgotten_or_changed(
        self, store: Store, spoil: Callable[[DoorList], DoorList]
    ) -> None:
        made = network()
        first = DoorList.of(made.roster, [], None)
        put(store, made, first)
        made.add(4)
        with pytest.raises(Refusal) as caught:
            put(store, made, spoil(DoorList.of(made.roster, [], first)))
        assert caught.value.told == {"error": "door", "number": 1, "hash": first.hash}
        known = store.known(made.id)
        assert known is not None and known.door == first

    def test_the_revoked_stay_out(self, store: Store) -> None:
        made = network()
        made.revoke(2)
        first = DoorList.of(made.roster, [], None)
        put(store, made, first)
        back = tuple((*entry[:3], 0) for entry in first.devices)
        with pytest.raises(Refusal):
            put(store, made, replace(DoorList.of(made.roster, [], first), devices=back))

    def test_a_relay_that_has_none_takes_any_number(self, store: Store) -> None:
        made = network()
        assert put(store, made, replace(DoorList.of(made.roster, [], None), number=41, previous="0" * 64))

    def test_two_sheets_put_a_thief_out(self, store: Store) -> None:
        """Whoever stole the everyday key lets devices in; the holders of the sheets go on, and the thief is nobody."""
        made = network()
        sheets = [new_seed() for _ in range(3)]
        made.roster = made.roster.with_roots(sheets, 2, [made.root])
        first = DoorList.of(made.roster, [], None)
        put(store, made, first)
        thief, owner = made.roster, made.roster
        made.add(66)
        stolen = DoorList.of(made.roster, [], first)
        assert put(store, made, stolen)
        thief = made.roster
        fresh = new_seed()
        made.roster = owner.with_key(fresh, sheets[:2])
        mine = replace(DoorList.of(made.roster, [], None), number=3, previous=stolen.hash)
        assert put(store, made, mine, fresh)
        made.roster = thief
        with pytest.raises(Refusal):
            put(store, made, replace(stolen, number=4, previous=mine.hash))
        known = store.known(made.id)
        assert (
            known is not None
            and 66 not in known.door.by_ordinal
            and known.authority.key == owner.with_key(fresh, sheets[:2]).key
        )


@pytest.fixture(scope="module")
def hosted() -> list[Network]:
    return [network() for _ in range(6)]


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory, hosted: list[Network]) -> Iterator[Running]:
    settings = Settings(networks=tuple(made.id for made in hosted))
    with running(tmp_path_factory.mktemp("relay"), settings) as made:
        yield made


def test_a_coordinator_puts_it_only_when_something_changed(relay: Running, hosted: list[Network]) -> None:
    made = hosted.pop()
    numbers = []
    for change in (lambda: None, lambda: None, lambda: made.add(5), lambda: made.revoke(2)):
        change()
        made.tell(relay)
        known = relay.store.known(made.id)
        numbers.append(known and known.door.number)
    assert numbers == [1, 1, 2, 3]


def test_passes_come_and_go(relay: Running, hosted: list[Network]) -> None:
    made = hosted.pop()
    waiting = pass_of("ab" * 32, 7)
    made.tell(relay, waiting)
    known = relay.store.known(made.id)
    assert known is not None and known.door.guests == {7: waiting}
    made.add(7)
    made.tell(relay, waiting)
    known = relay.store.known(made.id)
    assert known is not None and known.door.guests == {} and 7 in known.door.by_ordinal


def test_a_coordinator_with_an_older_roster_leaves_the_newer_list(
    relay: Running, hosted: list[Network]
) -> None:
    made = hosted.pop()
    older = made.roster
    made.add(8)
    made.tell(relay)
    made.roster = older
    made.tell(relay)
    known = relay.store.known(made.id)
    assert known is not None and 8 in known.door.by_ordinal


def test_a_roster_that_forks_is_told(relay: Running, hosted: list[Network]) -> None:
    made = hosted.pop()
    base = made.roster
    made.add(8)
    made.tell(relay)
    made.roster = base
    made.add(9)
    with pytest.raises(relay_errors.RelayListRefused):
        made.tell(relay)


def test_a_network_that_the_keeper_did_not_enter(relay: Running) -> None:
    made = network()
    with pytest.raises(relay_errors.RelayUnknownNetwork, match=made.id):
        made.tell(relay)
    assert relay.store.known(made.id) is None


def test_a_list_under_the_code_of_another_network(relay: Running, hosted: list[Network]) -> None:
    mine, theirs = hosted.pop(), hosted[0]
    body = door.signed(DoorList.of(mine.roster, [], None), mine.roster, mine.root)
    asking = Asking(theirs.id, ROOT, mine.root, "PUT", f"/v1/{theirs.id}/door", body)
    with relay.client() as client:
        assert asking.send(client).json() == {"error": "malformed"}
    assert relay.store.known(theirs.id) is None or relay.store.known(theirs.id) != mine


def test_the_relay_keeps_no_name(relay: Running, hosted: list[Network]) -> None:
    made = hosted[0]
    made.tell(relay)
    kept = b"".join(file.read_bytes() for file in Path(relay.settings.database).parent.glob("relay.db*"))
    assert made.roster.key.encode() in kept
    assert made.identities[2].sign_key.encode() in kept
    for name in ("Rete di prova", "Barrito", "BAR", made.identities[2].name, made.identities[2].recipient):
        assert name.encode() not in kept
