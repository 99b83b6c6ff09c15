"""Which device may spend which part of an envelope, and what passes from one to another."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from millegiorni_desk.areas.doti import ledger, service, shares, undoing
from millegiorni_desk.areas.doti.records import BudgetLine, LedgerEntry
from millegiorni_desk.errors import BudgetExceeded, InvalidValue
from millegiorni_desk.network import service as network
from millegiorni_desk.network.records import House
from millegiorni_desk.vault.vault import Vault
from tests.areas.doti.conftest import Desk as LoneDesk
from tests.areas.doti.devices import DAY, Rete, make_rete


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rete]:
    with make_rete(tmp_path_factory.mktemp("rete"), "BAR", "BAR", "CEC") as made:
        yield made


@pytest.fixture
def rete(whole: Rete) -> Rete:
    """The network with a line of its own, on which Barrito has 1.000,00 € that both of its devices know of."""
    whole.line = service.add_line(whole.desks[0].vault, BudgetLine(fund_id=whole.fund.id, name="Doti"))
    service.allocate(whole.desks[0].vault, "BAR", whole.line.id, 100_000, DAY)
    whole.exchange_all()
    return whole


def here(rete: Rete, place: int, house: str = "BAR") -> int:
    return shares.room(rete.desks[place].vault, house, rete.line.id).here


def test_only_the_first_device_of_a_house_spends_the_pool(rete: Rete) -> None:
    assert [here(rete, place) for place in (0, 1, 2)] == [0, 100_000, 0]
    service.grant(rete.desks[1].vault, rete.new("BAR", 60_000))
    with pytest.raises(BudgetExceeded, match="Su questa postazione restano 0,00 €") as refused:
        service.grant(rete.desks[2].vault, rete.new("BAR", 60_000))
    assert "«pc2» 1.000,00 €" in refused.value.message
    assert refused.value.left_cents == 0
    assert service.envelope(rete.desks[2].vault, "BAR", rete.line.id).left == 100_000


def test_money_passed_on_may_be_spent_there_and_no_longer_here(rete: Rete) -> None:
    first, second = rete.desks[1].vault, rete.desks[2].vault
    shares.give(first, "BAR", rete.line.id, 30_000, "C", DAY, "per Amina")
    rete.exchange_all()
    assert [here(rete, place) for place in (0, 1, 2)] == [0, 70_000, 30_000]
    assert service.grant(second, rete.new("BAR", 30_000)).left_after == 70_000
    with pytest.raises(BudgetExceeded):
        service.grant(second, rete.new("BAR", 1))
    with pytest.raises(BudgetExceeded, match="Su questa postazione restano 700,00 €"):
        shares.give(first, "BAR", rete.line.id, 70_001, "C", DAY)
    told = {one.name: (one.cents, one.here, one.keeper) for one in shares.holders(first, "BAR", rete.line.id)}
    assert told == {"pc2": (70_000, True, True), "pc3": (30_000, False, False), "pc1": (0, False, False)}


def test_what_a_device_gives_to_the_keeper_is_the_pools(rete: Rete) -> None:
    shares.give(rete.desks[1].vault, "BAR", rete.line.id, 30_000, "C", DAY)
    rete.exchange_all()
    for to in ("B", shares.POOL):
        shares.give(rete.desks[2].vault, "BAR", rete.line.id, 10_000, to, DAY)
    rete.exchange_all()
    assert shares.by_share(rete.desks[1].vault, "BAR", rete.line.id) == {"": 90_000, "C": 10_000}


def test_it_passes_to_devices_of_the_house_only(rete: Rete) -> None:
    first = rete.desks[1].vault
    for to, why in (("D", "serie D"), ("Z", "serie Z"), ("B", "già di questa"), ("", "già di questa")):
        with pytest.raises(InvalidValue, match=why):
            shares.give(first, "BAR", rete.line.id, 100, to, DAY)


def test_the_coordination_takes_back_only_what_it_was_given(rete: Rete) -> None:
    office, first = rete.desks[0].vault, rete.desks[1].vault
    with pytest.raises(BudgetExceeded, match=r"si possono togliere 0,00 €.*«pc2» 1\.000,00 €"):
        service.withdraw(office, "BAR", rete.line.id, 20_000, DAY)
    shares.give(first, "BAR", rete.line.id, 20_000, "A", DAY)
    rete.exchange_all()
    service.withdraw(office, "BAR", rete.line.id, 20_000, DAY)
    rete.exchange_all()
    assert ledger.balance(first, "BAR", rete.line.id) == ledger.Balance(
        "BAR", rete.line.id, funder=-80_000, available=80_000
    )


def test_what_comes_back_goes_where_it_was_taken_from(rete: Rete) -> None:
    first, second = rete.desks[1].vault, rete.desks[2].vault
    shares.give(first, "BAR", rete.line.id, 30_000, "C", DAY)
    rete.exchange_all()
    cancelled = service.grant(second, rete.new("BAR", 10_000)).dote.id
    returned = service.grant(second, rete.new("BAR", 5_000)).dote.id
    service.pay(second, returned, None, DAY)
    rete.exchange_all()
    service.cancel(first, cancelled, DAY)
    service.give_back(rete.desks[0].vault, returned, 2_000, DAY)
    rete.exchange_all()
    assert shares.by_share(second, "BAR", rete.line.id) == {"": 70_000, "C": 27_000}


def test_a_keeper_spends_what_is_scattered_over_shares_of_its_own(rete: Rete) -> None:
    """What was given to it before it became the keeper is gathered by entries, and spent by one."""
    office, first = rete.desks[0].vault, rete.desks[1].vault
    service.allocate(office, "BAR", rete.line.id, 10_000, DAY, to="B")
    rete.exchange_all()
    assert shares.room(first, "BAR", rete.line.id) == shares.Room(home=100_000, here=110_000, house=110_000)
    dote = service.grant(first, rete.new("BAR", 105_000)).dote
    assert shares.by_share(first, "BAR", rete.line.id) == {"": 0, "B": 5_000}
    entries = first.query("SELECT kind FROM ledger_entry WHERE dote_id = :id", id=dote.id)
    assert [entry["kind"] for entry in entries] == ["commit"]


@pytest.mark.parametrize("door", ["give", "withdraw", "take back", "reassign"])
def test_whoever_takes_more_than_one_share_holds_gathers_it_first(rete: Rete, door: str) -> None:
    """What leaves the envelope leaves one share; what that lacks comes from another of the same device, by an entry."""
    place = 0 if door == "withdraw" else 1
    vault, line = rete.desks[place].vault, rete.line.id
    house = "BAR"
    if door == "withdraw":
        house = f"W{line[-6:].upper()}".replace("-", "0")
        network.add_house(vault, House(code=house, name=house))
        service.allocate(vault, house, line, 100_000, DAY)
    service.allocate(rete.desks[0].vault, house, line, 10_000, DAY, to="AB"[place])
    rete.exchange_all()
    if door == "give":
        shares.give(vault, house, line, 105_000, "C", DAY)
    elif door == "withdraw":
        service.withdraw(vault, house, line, 105_000, DAY)
    elif door == "take back":
        dote = service.grant(vault, rete.new(house, 20_000)).dote.id
        service.cancel(vault, dote, DAY)
        shares.give(vault, house, line, 85_000, "C", DAY)
        cancelled = undoing.latest(vault, dote, "cancel")
        assert cancelled is not None
        undoing.take_back(vault, cancelled.id, DAY)
    else:
        other = service.add_line(rete.desks[0].vault, BudgetLine(fund_id=rete.fund.id, name="Altra"))
        service.allocate(rete.desks[0].vault, house, other.id, 105_000, DAY)
        rete.exchange_all()
        dote = service.grant(vault, rete.new(house, 105_000, line_id=other.id)).dote.id
        service.reassign(vault, dote, line, DAY)
    left = shares.by_share(vault, house, line)
    left.pop("C", None)
    assert sorted(left.values()) == [0, 5_000]


def test_a_house_without_devices_is_kept_by_the_coordination(rete: Rete) -> None:
    office = rete.desks[0].vault
    code = f"N{rete.line.id[-6:].upper()}".replace("-", "0")
    network.add_house(office, House(code=code, name=code))
    service.allocate(office, code, rete.line.id, 5_000, DAY)
    assert shares.room(office, code, rete.line.id).here == 5_000
    service.withdraw(office, code, rete.line.id, 5_000, DAY)


def test_a_vault_without_a_network_keeps_everything(desk: LoneDesk) -> None:
    assert shares.room(desk.vault, "BAR", desk.line.id) == shares.Room(120_000, 120_000, 120_000)
    assert [one.cents for one in shares.holders(desk.vault, "BAR", desk.line.id)] == [120_000]


def test_the_share_of_a_device_that_left_falls_to_the_keeper(tmp_path: Path) -> None:
    with make_rete(tmp_path, "BAR", "BAR") as rete:
        service.allocate(rete.desks[0].vault, "BAR", rete.line.id, 10_000, DAY)
        rete.exchange_all()
        shares.give(rete.desks[1].vault, "BAR", rete.line.id, 4_000, "C", DAY)
        rete.exchange_all()
        rete.store(rete.known.without(3, {}, rete.root))
        assert [here(rete, place) for place in (0, 1)] == [0, 10_000]
        service.grant(rete.desks[1].vault, rete.new("BAR", 10_000))
        assert shares.by_share(rete.desks[1].vault, "BAR", rete.line.id) == {"": 0, "C": 0}


def test_when_the_keeper_leaves_the_next_device_keeps_the_pool(tmp_path: Path) -> None:
    with make_rete(tmp_path, "BAR", "BAR") as rete:
        service.allocate(rete.desks[0].vault, "BAR", rete.line.id, 10_000, DAY)
        rete.exchange_all()
        assert here(rete, 2) == 0
        rete.store(rete.known.without(2, {}, rete.root))
        assert (here(rete, 1), here(rete, 2)) == (0, 10_000)


def test_a_vault_put_back_from_a_copy_holds_what_it_held(tmp_path: Path) -> None:
    """It goes on under a new ordinal, and the device that it was is never coming back."""
    with make_rete(tmp_path, "BAR") as rete:
        service.allocate(rete.desks[0].vault, "BAR", rete.line.id, 10_000, DAY)
        rete.exchange_all()
        desk = rete.desks[1]
        renewed = replace(
            desk.identity,
            ordinal=7,
            series="G",
            age_key=rete.desks[0].identity.age_key,
            former_age_keys=(desk.identity.age_key,),
        )
        desk.vault.set_local("identity", renewed.to_json())
        desk.vault.set_local("series", "G")
        assert here(rete, 1) == 10_000


def test_what_a_share_holds_is_summed_along_the_index(desk: LoneDesk) -> None:
    def plan(vault: Vault, sql: str) -> str:
        rows = vault.query("EXPLAIN QUERY PLAN " + sql, house="BAR", line_id="x")
        return "\n".join(row["detail"] for row in rows)

    held = shares.Hold("C", False, frozenset({"C", "G"}), frozenset())
    for hold in (held, shares.hold(desk.vault, "BAR")):
        told = plan(desk.vault, shares.room_sql(hold)).splitlines()
        read = [step for step in told if "ledger_entry" in step]
        assert len(read) == 2
        for step in read:
            assert "COVERING INDEX ledger_entry_share (house=? AND line_id=? AND from_account=?" in step


def test_an_entry_names_a_share_only_where_money_is_available(rete: Rete) -> None:
    first = rete.desks[1].vault
    dote = service.grant(first, rete.new("BAR", 1_000)).dote
    service.pay(first, dote.id, None, DAY)
    kept = {
        row["kind"]: first.get(LedgerEntry, row["id"])
        for row in first.query("SELECT id, kind FROM ledger_entry WHERE dote_id = :id", id=dote.id)
    }
    assert (kept["commit"].from_share, kept["commit"].to_share) == ("", "")
    assert (kept["pay"].from_share, kept["pay"].payee) == ("", "supplier")
