"""Invariant 5 over several devices: random histories, bundles read in any order, money that is never spent twice.

What holds at every moment is looked at over all entries that exist anywhere, added up in plain Python.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from millegiorni_desk.areas.doti import (
    alarms,
    approvals,
    expense_documents,
    ledger,
    receipts,
    service,
    shares,
    undoing,
)
from millegiorni_desk.areas.doti.records import BudgetLine, ExpenseDocument
from millegiorni_desk.errors import UserError
from millegiorni_sync import merge
from tests.areas.doti.devices import DAY, TABLES, Desk, Rete, make_rete

_CENTS = st.integers(1, 400)
_FEW = st.integers(1, 3)
_DEVICE = st.integers(0, 3)
# Counted from the newest, which is the likeliest.
_WHICH = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, 5])
_HOUSE = st.sampled_from(["BAR", "CEC"])
_SHARE = st.sampled_from(["", "A", "B", "C", "D"])
_YEAR = st.sampled_from([DAY, DAY.replace(year=2026)])
# Between which accounts each kind moves money, written here a second time: what the program says is checked by it.
_BETWEEN = {
    "allocate": "funder available",
    "withdraw": "available funder",
    "share": "available available",
    "plan": "available planned",
    "drop": "planned available",
    "confirm": "planned committed",
    "commit": "available committed",
    "pay": "committed paid",
    "unpay": "paid committed",
    "cancel": "committed available",
    "return": "paid available",
    "unreturn": "available paid",
    "release": "committed available",
    "recall": "paid available",
    "take": "available committed",
    "settle": "available paid",
}


class _Houses(RuleBasedStateMachine):
    """The coordination (A), two devices of Barrito (B, C) and one of Cecchi (D), on two lines of this history's own."""

    rete: Rete

    @initialize(cents=st.integers(10, 400), strict=st.booleans())
    def begin(self, cents: int, strict: bool) -> None:
        office = self.rete.desks[0].vault
        limit = 150 if strict else None
        self.lines = [
            service.add_line(
                office, BudgetLine(fund_id=self.rete.fund.id, name=name, approval_cents=limit)
            ).id
            for name in ("Prima", "Seconda")
        ]
        # The keeper of a house holds the pool, and here a share of its own besides.
        for house, own in (("BAR", "B"), ("CEC", "D")):
            for line in self.lines:
                service.allocate(office, house, line, cents, DAY)
                service.allocate(office, house, line, cents, DAY, to=own)
        self.rete.exchange_all()
        self.seen: dict[str, dict[str, Any]] = {}
        self.printed: dict[str, dict[str, Any]] = {}
        self.doti: list[tuple[str, str]] = []
        for device in (1, 3):
            self._three(device)
        self.rete.exchange_all()

    def _three(self, device: int) -> None:
        """A dote that was cancelled, one that was paid, and one that was paid in part, of which some came back."""
        self.grant(device=device, line=0, cents=1)
        self.cancel_or_move(device=device, which=0, to=None)
        self.grant(device=device, line=0, cents=2)
        self.pay(device=device, which=0, cents=None, back=False)
        self.grant(device=device, line=0, cents=6)
        self.pay(device=device, which=0, cents=3, back=False)
        self.pay(device=device, which=0, cents=1, back=True)

    def _try(self, what: Any, *arguments: Any, **more: Any) -> Any:
        """Do it, or be refused with a sentence."""
        try:
            return what(*arguments, **more)
        except UserError as refused:
            assert refused.message
            return None

    def _at(self, device: int) -> tuple[Desk, str]:
        desk = self.rete.desks[device]
        return desk, desk.identity.house or "BAR"

    def _dote(self, which: int, house: str) -> str:
        known = [dote for dote, of in self.doti if of == house]
        return known[-1 - which % len(known)] if known else "none"

    @rule(house=_HOUSE, line=st.integers(0, 1), cents=_CENTS, to=_SHARE)
    def fill(self, house: str, line: int, cents: int, to: str) -> None:
        office = self.rete.desks[0].vault
        self._try(service.allocate, office, house, self.lines[line], cents, DAY, to=to)

    @rule(house=_HOUSE, line=st.integers(0, 1), cents=_CENTS)
    def withdraw(self, house: str, line: int, cents: int) -> None:
        self._try(service.withdraw, self.rete.desks[0].vault, house, self.lines[line], cents, DAY)

    @rule(device=_DEVICE, line=st.integers(0, 1), cents=st.none() | _CENTS, to=_SHARE)
    def give(self, device: int, line: int, cents: int | None, to: str) -> None:
        desk, house = self._at(device)
        if cents is None:
            cents = shares.room(desk.vault, house, self.lines[line]).here
        self._try(shares.give, desk.vault, house, self.lines[line], cents, to, DAY)

    @rule(device=_DEVICE, line=st.integers(0, 1), cents=st.none() | _CENTS)
    def grant(self, device: int, line: int, cents: int | None) -> None:
        """A dote of so much, or of everything that the device believes to hold."""
        desk, house = self._at(device)
        if cents is None:
            cents = shares.room(desk.vault, house, self.lines[line]).here
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

    @rule(device=_DEVICE, which=_WHICH, cents=_FEW, billed=_FEW)
    def refund(self, device: int, which: int, cents: int, billed: int) -> None:
        """To her own hands, on the proof that the dote has or is given now; what it does not cover is refused."""
        desk, house = self._at(device)
        dote = self._dote(which, house)
        bill = ExpenseDocument(house="", dote_id=dote, number="F1", supplier="Iren", amount_cents=billed)
        proofs = [shown.document for shown in expense_documents.of_dote(desk.vault, dote)]
        if not proofs:
            kept = self._try(expense_documents.add, desk.vault, bill)
            proofs = [kept.document] if kept else []
        for proof in proofs[:1]:
            paid = self._try(
                service.pay, desk.vault, dote, cents, DAY, payee=expense_documents.WOMAN, proof=proof.id
            )
            assert paid is None or cents <= proof.amount_cents

    @rule(device=_DEVICE, which=st.integers(0, 30))
    def take_back(self, device: int, which: int) -> None:
        """One of the newest entries that have an opposite, whoever wrote it; only once, as far as this device knows."""
        desk, house = self._at(device)
        entries = desk.vault.query(
            "SELECT id FROM ledger_entry WHERE house = :house AND line_id IN (:one, :other) "
            "AND kind IN ('pay', 'return', 'cancel', 'drop') ORDER BY id DESC",
            house=house, one=self.lines[0], other=self.lines[1],
        )  # fmt: skip
        if entries:
            entry = entries[which % len(entries)]["id"]
            if self._try(undoing.take_back, desk.vault, entry, DAY):
                assert self._try(undoing.take_back, desk.vault, entry, DAY) is None

    @rule(device=_DEVICE, which=_WHICH, to=st.none() | st.integers(0, 1))
    def cancel_or_move(self, device: int, which: int, to: int | None) -> None:
        desk, house = self._at(device)
        dote = self._dote(which, house)
        if to is None:
            self._try(service.cancel, desk.vault, dote, DAY)
        else:
            self._try(service.reassign, desk.vault, dote, self.lines[to], DAY)

    @rule(device=_DEVICE, which=_WHICH, on=_YEAR, gone=st.booleans())
    def receipt(self, device: int, which: int, on: date, gone: bool) -> None:
        desk, house = self._at(device)
        issued = self._try(receipts.issue, desk.vault, self._dote(which, house), "Torino", on)
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

    def _entries(self) -> list[dict[str, Any]]:
        """Every entry of this history that is anywhere; none ever changes, nor is another anywhere else."""
        for desk in self.rete.desks:
            rows = desk.vault.query(
                "SELECT * FROM ledger_entry WHERE line_id IN (:one, :other)",
                one=self.lines[0],
                other=self.lines[1],
            )
            for row in rows:
                assert self.seen.setdefault(row["id"], row) == row
                assert f"{row['from_account']} {row['to_account']}" == _BETWEEN[row["kind"]]
                assert row["kind"] not in ("pay", "unpay") or bool(row["expense_document_id"]) == (
                    row["payee"] == expense_documents.WOMAN
                )
        return list(self.seen.values())

    @invariant()
    def no_share_is_ever_below_zero(self) -> None:
        held: Counter[tuple[str, str, str]] = Counter()
        for row in self._entries():
            cents, (source, target) = row["amount_cents"], _BETWEEN[row["kind"]].split()
            held[row["house"], row["line_id"], row["to_share"]] += cents * (target == "available")
            held[row["house"], row["line_id"], row["from_share"]] -= cents * (source == "available")
        assert min(held.values(), default=0) >= 0, held

    @invariant()
    def every_receipt_has_the_next_number_and_stays_what_it_is(self) -> None:
        """Each series of each body and year counts 1, 2, 3, …, on whichever devices its receipts are."""
        numbers: dict[tuple[str, int, str], list[int]] = defaultdict(list)
        for desk in self.rete.desks:
            for row in desk.vault.query("SELECT * FROM receipt"):
                assert self.printed.setdefault(row["id"], row) == row
        for row in self.printed.values():
            numbers[row["body"], row["year"], row["series"]].append(row["number"])
        for sequence, taken in numbers.items():
            assert sorted(taken) == list(range(1, len(taken) + 1)), sequence

    def teardown(self) -> None:
        if not hasattr(self, "seen"):
            return
        self.rete.exchange_all()
        self.rete.exchange_all()
        accounts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for row in self._entries():
            source, target = _BETWEEN[row["kind"]].split()
            accounts[row["house"], row["line_id"]][target] += row["amount_cents"]
            accounts[row["house"], row["line_id"]][source] -= row["amount_cents"]
        for (house, line), held in accounts.items():
            for desk in self.rete.desks:
                if desk.identity.house in (None, house):
                    balance = ledger.balance(desk.vault, house, line)
                    found = {name: getattr(balance, name) for name in ledger.ACCOUNTS}
                    assert sum(found.values()) == 0
                    assert found == {name: held[name] for name in ledger.ACCOUNTS}
        self._told()
        self._same_everywhere()

    def _told(self) -> None:
        """What two devices did to one dote apart is among the alarms, and nothing else is."""
        moved: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.seen.values():
            if row["dote_id"]:
                moved[row["dote_id"]].append(row)
        office = self.rete.desks[0].vault
        doti = {row["id"]: row for row in office.query("SELECT id, line_id, amount_cents FROM dote")}
        for dote, rows in moved.items():
            said = ledger.totals(office, dote)
            assert (said.committed, said.cancelled, said.paid, said.returned, said.planned) == _sums(rows)
        wrong = {
            "paid_twice": {dote for dote, rows in moved.items() if _twice(rows, doti[dote]["amount_cents"])},
            "moved": {dote for dote, rows in moved.items() if _left_behind(rows, doti[dote]["line_id"])},
        }
        found = alarms.find(office)
        for kind, expected in wrong.items():
            told = {dote for one in found if one.kind == kind for dote in one.dote_ids if dote in moved}
            assert told == expected, kind

    def _same_everywhere(self) -> None:
        for house in ("BAR", "CEC"):
            digests = set()
            for desk in self.rete.desks:
                if desk.identity.house in (None, house):
                    with desk.vault.connection() as raw:
                        digests.add(merge.state_digest(raw, TABLES, f"house:{house}"))
            assert len(digests) == 1


def _sums(rows: list[dict[str, Any]]) -> tuple[int, int, int, int, int]:
    """What was committed, cancelled, paid, given back, and what waits."""
    of: Counter[str] = Counter()
    for row in rows:
        of[row["kind"]] += row["amount_cents"]
    return (
        of["commit"] + of["confirm"],
        of["cancel"],
        of["pay"] - of["unpay"],
        of["return"] - of["unreturn"],
        of["plan"] - of["drop"] - of["confirm"],
    )


def _twice(rows: list[dict[str, Any]], amount: int) -> bool:
    """Whether more was done to a dote of *amount* than can be, or the same payment was taken back twice for good."""
    committed, cancelled, paid, returned, planned = _sums(rows)
    taken_back = Counter(row["together"] for row in rows if row["kind"] == "unpay")
    again = max((row["id"] for row in rows if row["kind"] == "pay"), default="")
    return (
        paid + cancelled > committed
        or returned > paid
        or planned < 0
        or committed - cancelled - returned + planned > amount
        or any(
            number > 1 and again < max(row["id"] for row in rows if row["together"] == entry)
            for entry, number in taken_back.items()
        )
    )


def _left_behind(rows: list[dict[str, Any]], line: str) -> bool:
    """Whether anything of a dote is on another line than the one that pays it."""
    held: Counter[tuple[str, str]] = Counter()
    for row in rows:
        source, target = _BETWEEN[row["kind"]].split()
        held[row["line_id"], target] += row["amount_cents"]
        held[row["line_id"], source] -= row["amount_cents"]
    return any(cents for (of, account), cents in held.items() if of != line and account != "available")


@pytest.mark.timeout(600)
def test_any_history_of_several_devices_merged_in_any_order(tmp_path: Path) -> None:
    with make_rete(tmp_path, "BAR", "BAR", "CEC") as rete:

        class OfThese(_Houses):
            pass

        OfThese.rete = rete
        run_state_machine_as_test(
            OfThese,
            settings=settings(
                max_examples=5,
                stateful_step_count=50,
                suppress_health_check=list(HealthCheck),
                deadline=None,
            ),
        )
