"""Desks apart, one merge: what is handed over arrives once, differences are shown, minutes balance."""

import shutil
from collections.abc import Callable
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from millegiorni_desk.areas.accesses import service as accesses
from millegiorni_desk.areas.accesses.records import Access
from millegiorni_desk.areas.doti import receipts
from millegiorni_desk.areas.doti import service as doti
from millegiorni_desk.areas.doti.checks import NewDote
from millegiorni_desk.areas.monitoring import service as monitoring
from millegiorni_desk.areas.people import pairs
from millegiorni_desk.areas.people import service as people
from millegiorni_desk.areas.people.records import Person
from millegiorni_desk.errors import InvalidValue, NotAllowed, NotFound, SyncRefused
from millegiorni_desk.flows import desk, joining, month_end, syncing
from millegiorni_desk.flows.closing import books, minutes
from millegiorni_desk.network import service as network
from millegiorni_desk.vault.vault import Vault
from millegiorni_sync import merge

from .conftest import LUCIA, PASSPHRASE, Network

DAY = date(2025, 3, 1)
Make = Callable[..., Network]


def come(vault: Vault, surname: str, **facts: object) -> Person:
    person = people.add(vault, Person(surname=surname, name="Fatima", **facts))
    accesses.add(vault, Access(on_date=DAY, person_id=person.id))
    return person


def digest(vault: Vault) -> str:
    with vault.connection() as raw:
        return merge.state_digest(raw, vault.schema.synced_tables())


def test_a_joined_house_receives_what_the_network_shares(make_network: Make) -> None:
    made = make_network("BAR", "SAL")
    barrito = made.houses["BAR"]
    assert [house.code for house in network.houses(barrito)] == ["BAR", "SAL"]
    assert doti.envelope(barrito, "BAR", made.line.id).left == 100_000
    assert doti.envelopes(barrito) == [doti.envelope(barrito, "BAR", made.line.id)], (
        "another house's money stays away"
    )


def test_work_begins_before_the_approval_and_arrives_after_it(make_network: Make) -> None:
    made = make_network("BAR")
    joined = made.join("BAR", "second desk")
    come(joined.vault, "Prima")
    outcome = syncing.synchronise(joined.vault)
    assert not outcome.approved
    syncing.synchronise(made.coordinator)
    assert people.count(made.coordinator) == 0
    (waiting,) = joining.requests(made.coordinator)
    assert waiting.fingerprint == joined.fingerprint
    joining.approve(made.coordinator, waiting)
    made.round(joined.vault)
    assert people.count(made.coordinator) == people.count(made.houses["BAR"]) == 1
    joined.vault.close()


def test_a_house_never_receives_another_houses_people(make_network: Make) -> None:
    """Invariant 10."""
    made = make_network("BAR", "SAL")
    come(made.houses["BAR"], "Segreta")
    made.round()
    assert people.count(made.houses["SAL"]) == 0
    assert people.count(made.coordinator) == 1


def test_any_order_and_repetition_gives_the_same_state_and_report(make_network: Make, tmp_path: Path) -> None:
    """Invariant 3, through the whole program; halves: each house hands over in two parts."""
    codes = ("BAR", "SAL", "CEC")
    made = make_network(*codes)
    for part in ("Primo", "Secondo"):
        for code in codes:
            come(
                made.houses[code],
                f"{part}{code}",
                codice_fiscale="LDRFTM94C52Z330S" if part == "Primo" else "",
            )
            syncing.synchronise(made.houses[code])
    made.coordinator.close()
    bundles = sorted((made.folder / "exchange" / "bundles").iterdir())
    outcomes = set()
    for number, order in enumerate(list(permutations(range(3)))[:4]):
        copy = tmp_path / f"copy{number}"
        shutil.copytree(made.folder / "coordinator", copy / "coordinator")
        for kind in ("roster", "requests"):
            shutil.copytree(made.folder / "exchange" / kind, copy / "exchange" / kind, dirs_exist_ok=True)
        (copy / "exchange" / "bundles").mkdir(parents=True, exist_ok=True)
        with desk.open_desk(copy / "coordinator", "marta", PASSPHRASE) as vault:
            for turn in order:
                for bundle in bundles[turn::3]:
                    shutil.copy(bundle, copy / "exchange" / "bundles")
                syncing.synchronise(vault, str(copy / "exchange"))
                syncing.synchronise(vault)
            report = monitoring.to_json(monitoring.compute(vault, date(2025, 1, 1), date(2025, 12, 31)))
            assert (report["a1.accesses"], report["a1.people_records"]) == (6, 6)
            outcomes.add((digest(vault), repr(report)))
    assert len(outcomes) == 1


def test_two_answers_are_shown_and_one_is_chosen(make_network: Make) -> None:
    """Invariant 4: the value that loses is kept, shown, and can be put back."""
    made = make_network("BAR")
    barrito = made.houses["BAR"]
    person = come(barrito, "El Idrissi")
    made.round()
    people.edit(barrito, person.id, phone="333 1")
    people.edit(made.coordinator, person.id, phone="333 2")
    made.round()
    (difference,) = month_end.differences(made.coordinator)
    assert difference.whose == "El Idrissi Fatima"
    assert {difference.conflict.earlier.value, difference.conflict.later.value} == {"333 1", "333 2"}
    month_end.decide(made.coordinator, difference, "333 1")
    made.round()
    assert people.card(barrito, person.id).person.phone == "333 1"
    assert month_end.differences(made.coordinator) == []
    assert syncing.open_conflicts(barrito) == 0
    assert len(month_end.differences(made.coordinator, open_only=False)) >= 1


def test_people_of_two_houses_are_one_and_can_be_two_again(make_network: Make) -> None:
    made = make_network("BAR", "SAL")
    a = come(made.houses["BAR"], "Osas", birth_date=date(1996, 5, 2), phone="3331112223")
    b = come(made.houses["SAL"], "Osas", birth_date=date(1996, 5, 2), phone="3331112223")
    made.round()
    coordinator = made.coordinator

    def counted() -> int:
        return int(monitoring.to_json(monitoring.compute(coordinator, DAY, DAY))["a1.people"])

    assert counted() == 2
    (pair,) = pairs.to_review(coordinator)
    assert {pair.a.id, pair.b.id} == {a.id, b.id}
    pairs.decide(coordinator, a.id, b.id, "same")
    assert counted() == 1
    # A decision that nobody has received yet is no loss of any house.
    assert books.count(coordinator).balances
    pairs.decide(coordinator, a.id, b.id, "withdrawn")
    assert counted() == 2
    with pytest.raises(NotFound):
        pairs.decide(made.houses["BAR"], a.id, b.id, "same")


def test_who_links_by_herself_takes_no_place_in_the_queue(make_network: Make) -> None:
    made = make_network("BAR", "SAL")
    for house in made.houses.values():
        come(house, "Rossi", birth_date=date(1985, 12, 10), codice_fiscale="RSSFTM85T50H501D")
        come(house, "Osas", birth_date=date(1996, 5, 2), phone="3331112223")
    made.round()
    (pair,) = pairs.to_review(made.coordinator, limit=1)
    assert {pair.a.surname, pair.b.surname} == {"Osas"}
    assert int(monitoring.to_json(monitoring.compute(made.coordinator, DAY, DAY))["a1.people"]) == 3


def test_doti_and_receipts_travel_and_the_minutes_balance(make_network: Make) -> None:
    made = make_network("BAR")
    barrito = made.houses["BAR"]
    person = come(barrito, "El Idrissi")
    asked = NewDote(
        person_id=person.id, line_id=made.line.id, expense="utilities", amount_cents=15165, committed_on=DAY
    )
    granted = doti.grant(barrito, asked)
    number = receipts.number(receipts.issue(barrito, granted.dote.id, "Torino", DAY))
    made.round()
    assert receipts.find(made.coordinator, number).dote_id == granted.dote.id
    counted = books.count(made.coordinator)
    assert counted.balances
    house = counted.houses[0]
    assert [house.records[table].after for table in books.MAIN] == [1, 1, 0, 1]
    assert house.spent() == 15165


def test_an_invitation_serves_once(make_network: Make) -> None:
    made = make_network("BAR")
    invitation = joining.invite(made.coordinator, "BAR")
    first = joining.join(made.folder / "first", invitation, LUCIA, made.exchange, "Prima")
    second = joining.join(made.folder / "second", invitation, LUCIA, made.exchange, "Seconda")
    for joined in (first, second):
        syncing.synchronise(joined.vault)
    waiting = joining.requests(made.coordinator)
    assert len(waiting) == 2
    joining.approve(made.coordinator, waiting[0])
    with pytest.raises(SyncRefused, match="occupato"):
        joining.approve(made.coordinator, waiting[1])
    first.vault.close()
    second.vault.close()


def test_a_desk_may_not_do_what_is_the_coordinators(make_network: Make) -> None:
    made = make_network("BAR")
    barrito = made.houses["BAR"]
    for forbidden in (
        lambda: joining.invite(barrito, "BAR"),
        lambda: joining.requests(barrito),
        lambda: minutes.close(barrito, "2025-11"),
        lambda: doti.allocate(barrito, "BAR", made.line.id, 100, DAY),
    ):
        with pytest.raises(NotAllowed):
            forbidden()


def test_a_missing_meeting_point_is_told_and_nothing_is_lost(make_network: Make, tmp_path: Path) -> None:
    made = make_network("BAR")
    barrito = made.houses["BAR"]
    come(barrito, "El Idrissi")
    with pytest.raises(SyncRefused, match="chiavetta"):
        syncing.synchronise(barrito, str(tmp_path / "nessuna chiavetta"))
    assert syncing.pending_accesses(barrito) == 1
    barrito.set_local("exchange", "")
    with pytest.raises(InvalidValue, match="cartella"):
        syncing.synchronise(barrito)
    syncing.synchronise(barrito, made.exchange)
    assert syncing.pending_accesses(barrito) == 0
