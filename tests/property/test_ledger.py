"""Invariant 5 over several devices: random histories, bundles read in any order, money that is never spent twice.

What holds at every moment is looked at over all entries that exist anywhere, added up in plain Python.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from millegiorni_desk.areas.doti import alarms, approvals, ledger, receipts, service, shares
from millegiorni_desk.areas.doti.records import BudgetLine
from millegiorni_desk.errors import DeskError
from millegiorni_sync import merge
from tests.areas.doti.devices import DAY, TABLES, Desk, Rete, make_rete

_CENTS = st.integers(1, 400)
_DEVICE = st.integers(0, 3)
_WHICH = st.integers(0, 7)
_HOUSE = st.sampled_from(["BAR", "CEC"])
_SHARE = st.sampled_from(["", "A", "B", "C", "D"])
_ENTRY = "id, house, line_id, dote_id, kind, from_account, to_account, amount_cents, from_share, to_share"


class _Houses(RuleBasedStateMachine):
    """The coordination (A), two devices of Barrito (B, C) and one of Cecchi (D), on two lines of this history's own."""

    rete: Rete

    @initialize(cents=st.tuples(_CENTS, _CENTS), strict=st.booleans())
    def begin(self, cents: tuple[int, int], strict: bool) -> None:
        office = self.rete.desks[0].vault
        limit = 150 if strict else None
        self.lines = [
            service.add_line(
                office, BudgetLine(fund_id=self.rete.fund.id, name=name, approval_cents=limit)
            ).id
            for name in ("Prima", "Seconda")
        ]
        for house in ("BAR", "CEC"):
            for line, amount in zip(self.lines, cents, strict=True):
                service.allocate(office, house, line, amount, DAY)
        self.rete.exchange_all()
        self.seen: dict[str, tuple[Any, ...]] = {}
        self.doti: list[tuple[str, str]] = []

    def _try(self, what: Any, *arguments: Any, **more: Any) -> Any:
        """Do it, or be refused with a sentence."""
        try:
            return what(*arguments, **more)
        except DeskError as refused:
            assert refused.message
            return None

    def _at(self, device: int) -> tuple[Desk, str]:
        desk = self.rete.desks[device]
        return desk, desk.identity.house or "BAR"

    def _dote(self, which: int, house: str) -> str:
        known = [dote for dote, of in self.doti if of == house]
        return known[which % len(known)] if known else "none"

    @rule(house=_HOUSE, line=st.integers(0, 1), cents=_CENTS, to=_SHARE)
    def fill(self, house: str, line: int, cents: int, to: str) -> None:
        office = self.rete.desks[0].vault
        self._try(service.allocate, office, house, self.lines[line], cents, DAY, to=to)

    @rule(house=_HOUSE, line=st.integers(0, 1), cents=_CENTS)
    def withdraw(self, house: str, line: int, cents: int) -> None:
        self._try(service.withdraw, self.rete.desks[0].vault, house, self.lines[line], cents, DAY)

    @rule(device=_DEVICE, line=st.integers(0, 1), cents=_CENTS, to=_SHARE)
    def give(self, device: int, line: int, cents: int, to: str) -> None:
        desk, house = self._at(device)
        self._try(shares.give, desk.vault, house, self.lines[line], cents, to, DAY)

    @rule(device=_DEVICE, line=st.integers(0, 1), cents=_CENTS)
    def grant(self, device: int, line: int, cents: int) -> None:
        desk, house = self._at(device)
        made = self._try(service.grant, desk.vault, self.rete.new(house, cents, line_id=self.lines[line]))
        if made:
            self.doti.append((made.dote.id, house))

    @rule(device=_DEVICE, which=_WHICH, yes=st.booleans())
    def answer(self, device: int, which: int, yes: bool) -> None:
        desk, house = self._at(device)
        said = approvals.approve if yes else approvals.refuse
        self._try(said, desk.vault, self._dote(which, house), DAY, "perché")

    @rule(device=_DEVICE, which=_WHICH, cents=st.none() | _CENTS, back=st.booleans())
    def pay(self, device: int, which: int, cents: int | None, back: bool) -> None:
        desk, house = self._at(device)
        self._try(
            service.give_back if back else service.pay, desk.vault, self._dote(which, house), cents, DAY
        )

    @rule(device=_DEVICE, which=_WHICH, to=st.none() | st.integers(0, 1))
    def cancel_or_move(self, device: int, which: int, to: int | None) -> None:
        desk, house = self._at(device)
        dote = self._dote(which, house)
        if to is None:
            self._try(service.cancel, desk.vault, dote, DAY)
        else:
            self._try(service.reassign, desk.vault, dote, self.lines[to], DAY)

    @rule(device=_DEVICE, which=_WHICH, gone=st.booleans())
    def receipt(self, device: int, which: int, gone: bool) -> None:
        desk, house = self._at(device)
        issued = self._try(receipts.issue, desk.vault, self._dote(which, house), "Torino", DAY)
        if issued and gone:
            receipts.void(desk.vault, issued.id, "sbagliata")

    @rule(device=_DEVICE)
    def seal(self, device: int) -> None:
        self.rete.seal(self.rete.desks[device])

    @rule(device=_DEVICE, chance=st.integers(0, 1 << 30))
    def read(self, device: int, chance: int) -> None:
        """Some of what waits, in any order."""
        desk, draw = self.rete.desks[device], random.Random(chance)
        self.rete.read(desk, draw.sample(range(len(desk.unread)), draw.randint(0, len(desk.unread))))

    def _entries(self) -> dict[str, tuple[Any, ...]]:
        """Every entry of this history that is anywhere; none ever changes, nor is another anywhere else."""
        for desk in self.rete.desks:
            rows = desk.vault.query(
                f"SELECT {_ENTRY} FROM ledger_entry WHERE line_id IN (:one, :other)",
                one=self.lines[0],
                other=self.lines[1],
            )
            for row in rows:
                assert self.seen.setdefault(row["id"], tuple(row.values())) == tuple(row.values())
        return self.seen

    @invariant()
    def no_share_is_ever_below_zero(self) -> None:
        held: Counter[tuple[str, str, str]] = Counter()
        for _id, house, line, _dote, _kind, source, target, cents, giver, taker in self._entries().values():
            held[house, line, taker] += cents * (target == "available")
            held[house, line, giver] -= cents * (source == "available")
        assert min(held.values(), default=0) >= 0, held

    def teardown(self) -> None:
        if not hasattr(self, "seen"):
            return
        self.rete.exchange_all()
        self.rete.exchange_all()
        accounts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for _id, house, line, _dote, _kind, source, target, cents, _giver, _taker in self._entries().values():
            accounts[house, line][target] += cents
            accounts[house, line][source] -= cents
        for (house, line), held in accounts.items():
            assert sum(held.values()) == 0
            for desk in self.rete.desks:
                if desk.identity.house in (None, house):
                    found = ledger.balance(desk.vault, house, line)
                    assert {name: getattr(found, name) for name in ledger.ACCOUNTS} == {
                        name: held[name] for name in ledger.ACCOUNTS
                    }
        self._told()
        self._same_everywhere()
        _gapless(self.rete)

    def _told(self) -> None:
        """What two devices did to one dote apart is among the alarms, and nothing else is."""
        moved: dict[str, Counter[str]] = defaultdict(Counter)
        for _id, _house, _line, dote, kind, *_accounts, cents, _giver, _taker in self.seen.values():
            if dote:
                moved[dote][kind] += cents
        twice = {
            dote
            for dote, of in moved.items()
            if of["pay"] + of["cancel"] > of["commit"] + of["confirm"]
            or of["return"] > of["pay"]
            or of["confirm"] + of["drop"] > of["plan"]
        }
        found = alarms.find(self.rete.desks[0].vault)
        assert {
            dote for one in found if one.kind == "paid_twice" for dote in one.dote_ids if dote in moved
        } == twice

    def _same_everywhere(self) -> None:
        for house in ("BAR", "CEC"):
            digests = set()
            for desk in self.rete.desks:
                if desk.identity.house in (None, house):
                    with desk.vault.connection() as raw:
                        digests.add(merge.state_digest(raw, TABLES, f"house:{house}"))
            assert len(digests) == 1


def _gapless(rete: Rete) -> None:
    """Every series of every body counts 1, 2, 3, … wherever it is looked at."""
    numbers: dict[tuple[str, int, str], dict[int, str]] = defaultdict(dict)
    for desk in rete.desks:
        for row in desk.vault.query("SELECT id, body, year, series, number FROM receipt"):
            taken = numbers[row["body"], row["year"], row["series"]]
            assert taken.setdefault(row["number"], row["id"]) == row["id"]
    for sequence, taken in numbers.items():
        assert sorted(taken) == list(range(1, len(taken) + 1)), sequence


@pytest.mark.timeout(300)
def test_any_history_of_several_devices_merged_in_any_order(tmp_path: Path) -> None:
    with make_rete(tmp_path, "BAR", "BAR", "CEC") as rete:

        class OfThese(_Houses):
            pass

        OfThese.rete = rete
        run_state_machine_as_test(
            OfThese,
            settings=settings(
                max_examples=20,
                stateful_step_count=25,
                suppress_health_check=list(HealthCheck),
                deadline=None,
            ),
        )
